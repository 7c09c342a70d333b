"""Words that everyday news uses for the same thing, so that a question finds text that says it otherwise.

A line is a group; any of its words may stand for any other, for a little less than the word itself. Groups
are general: they name no company, person or event. Two words share a group only where a reader of news would
accept one in place of the other; a wider net answers questions that no article answers.
"""

from __future__ import annotations

import functools

from briefings.text import words

EVERYDAY = """
    cheap, affordable, inexpensive, low-cost, low cost, lower, affordability
    expensive, costly, pricey, exorbitant, high cost, unaffordable
    cost, price, bill, expense, charge, fee
    fine, penalty, punish, penalise, penalize
    salary, wage, pay, income, earnings
    earn, income, revenue, make money, wealth, profit
    money, revenue, funds, cash, wealth, finance
    job, work, employment, career, livelihood, occupation, profession
    earn a living, make a living, livelihood, full-time, career
    rich, wealthy, wealth, affluent
    poor, low-income, poverty, impoverished, disadvantaged
    debt, bankrupt, bankruptcy, ruin, insolvent
    rent, housing, apartment, flat, tenant
    house, housing, home, apartment
    buy, purchase, acquire, acquisition, takeover
    sell, sale, divest, divestiture
    healthcare, health care, medical, medicine, hospital
    doctor, physician, medical, checkup
    ill, illness, sick, sickness, disease
    university, college, campus
    school, college, education
    teach, professor, lecturer, teacher, lecture, faculty
    professor, academic, scholar, lecturer
    student, pupil, undergraduate
    author, writer, wrote, columnist
    journalist, reporter, correspondent
    journalism, press, media
    newspaper, daily, paper, outlet
    article, essay, piece, op-ed, column, commentary
    ban, prohibit, prohibition, outlaw, forbid, bar
    ban, shut down, shutdown, block
    shut down, shutdown, shut, closure, offline, suspend, suspension, outage, blackout
    suspend, halt, pause, stop, cease
    stop, end, cease, quit
    law, legislation, act, bill, statute
    legal, lawful, law
    court, judge, tribunal, justice
    ruling, verdict, judgment, decision, ruled
    lawsuit, sue, litigation, court case
    rule, regulation, regulate, regulatory, policy
    regulator, watchdog, officials
    obey, comply, compliance, follow
    allow, permit, let, approve
    guarantee, promise, assurance, assure, pledge, vow
    exempt, exemption, waiver, immunity
    president, head of state, white house
    government, administration, officials, state
    politics, political, politician
    lawmaker, legislator, senator, congressman, congress
    election, vote, poll, ballot
    country, nation, state
    foreign, overseas, abroad
    agreement, deal, accord, pact, treaty
    talks, negotiation, negotiate, dialogue, discussion, conversation
    discuss, talk, conversation, debate, discussion, chat
    relations, relationship, ties, diplomacy
    ally, alliance, partner
    partnership, partner, collaboration, collaborate, cooperation, cooperate, joint venture
    war, conflict, fighting
    protest, demonstration, rally
    tension, friction, strain, hostility
    company, firm, business, corporation, enterprise
    boss, chief executive, ceo
    worker, employee, staff
    customer, client, consumer
    shareholder, investor, stakeholder
    stake, equity, shares, ownership
    owner, ownership
    grow, growth, increase, rise, expand, expansion, surge, climb
    fall, drop, decline, decrease, shrink, reduce
    surge, influx, wave, flood, flock
    big, large, huge, giant, major
    enormous, huge, massive, vast
    choose, choice, select, selection, pick
    complain, complaint, lament, grievance
    important, significant, key, crucial, vital, essential
    app, platform, application, service
    social media, social network, app
    video, clip, footage
    influencer, creator, content creator
    user, netizen, people, internet user
    post, publish, upload
    internet, online, web, digital, net
    data, information, personal information
    privacy, data protection, personal data
    leak, breach, hack
    security, safety, safeguard
    artificial intelligence, ai, machine learning
    review, examine, scrutinise, scrutinize, scrutiny, inspect, inspection, assess, audit, check
    music, song, pop, tune
    musician, singer, artist, band, group
    band, group
    film, movie, cinema
    old, classic, vintage
    move, migrate, migration, relocate, shift, switch, exodus, departure, flock, flee, join
    leave, depart, departure, exit, quit, exodus, flee
    refugee, migrant, exile
    immigrant, migrant, migration
    prejudice, stereotype, bias, preconception, preconceived
    misunderstanding, misconception, preconception, stereotype
    disabled, disability, handicapped, wheelchair
    child, kid, minor
    young, youth, teenager, teen
    elderly, old, senior
    language, linguistic, tongue
    friendship, friend, connection
    start, begin, launch, commence
    return, restore, resume, resurrect, resurrection, revive, reopen, come back, back online, comeback
    fast, quick, rapid, swift, speedy
    imminent, shortly
    reason, cause, due, prompt, drive, spark
    effect, impact, consequence, affect, outcome, result
    problem, issue, challenge, difficulty, struggle, trouble
    help, aid, support, assist
    danger, risk, threat, hazard, dangerous
    fear, worry, concern, anxiety, afraid, worried
    hope, optimism, optimistic
    happy, pleased, glad, welcome
    like, love, enjoy, popular, appeal
    surprise, surprised, astonish, unexpected, amazed, intrigue
    similar, alike, counterpart, equivalent, likened, resemble, comparable, similarity
    different, difference, differ, contrast, disparity
    compare, comparison, versus, contrast
    improve, enhance, better, strengthen, upgrade
    show, reveal, demonstrate, highlight, underscore
    answer, reply, respond, response, reaction, react
    praise, welcome, embrace, hail, applaud
    approve, approval, endorse, welcome, embrace, favour
    criticise, criticize, criticism, condemn, denounce
    accuse, blame, allege, claim
    reject, refuse, deny, decline
    warn, warning, caution, alert
    predict, forecast, expect, outlook, future
    plan, scheme, intend, strategy, intention, proposal
    suggest, recommend, propose, advise, recommendation, advice
    goal, aim, target, objective
    think, opinion, view, believe, stance, position, attitude, describe
    mutual, joint
    benefit, advantage, beneficial, gain
    fair, equitable
    careful, cautious, caution, meticulous
    open, transparent, transparency, openness
    store, keep, save, stored, hold
    local, domestic, localise, localize, localization
    world, global, international, worldwide
    intellectual property, ip, patent, copyright
    expert, specialist, analyst, professional
    temporary, interim, brief, short-term
    permanent, lasting, long-term, forever
    delay, postpone, postponement, extension
    uncertain, unclear, unknown
    executive order, decree, presidential order
    third-party, independent, outside
    servers, data center, data centre
    city, cities, urban, town
    hometown, home town, birthplace
    rural, countryside
    west, western
    east, eastern
    north, northern
    south, southern
"""

# Nations by the names that news gives them; a capital often stands for its government.
NATIONS = """
    china, chinese, sino, beijing
    america, american, united states, usa, washington
    britain, british, united kingdom, uk, london
    russia, russian, moscow, kremlin
    europe, european, european union, eu, brussels
    france, french, paris
    germany, german, berlin
    italy, italian, rome
    spain, spanish, madrid
    japan, japanese, tokyo
    korea, korean, seoul
    india, indian, new delhi
    canada, canadian, ottawa
    australia, australian, canberra
    mexico, mexican, mexico city
    brazil, brazilian, brasilia
    turkey, turkish, ankara
    iran, iranian, tehran
    israel, israeli, jerusalem
    ukraine, ukrainian, kyiv
    taiwan, taiwanese, taipei
"""

Phrase = tuple[str, ...]
_NATION = 0.85
_EVERYDAY = 0.75


@functools.lru_cache(maxsize=2_000)  # the names of a glossary are read for every question
def as_phrase(text: str) -> Phrase:
    """List the terms of *text* one after another, stop words and joined compounds left out."""
    return tuple(word.term for word in words(text) if not word.is_stop and not word.is_joined)


@functools.cache
def kindred() -> dict[Phrase, tuple[tuple[Phrase, float], ...]]:
    """Map each phrase to the phrases that may stand for it, each with how surely it means the same."""
    found: dict[Phrase, dict[Phrase, float]] = {}
    for lines, sureness in ((NATIONS, _NATION), (EVERYDAY, _EVERYDAY)):
        for line in filter(str.strip, lines.splitlines()):
            group = dict.fromkeys(as_phrase(phrase) for phrase in line.split(","))
            for phrase in group:
                others = found.setdefault(phrase, {})
                for other in group:
                    if other != phrase:
                        others.setdefault(other, sureness)
    return {phrase: tuple(others.items()) for phrase, others in found.items()}
