"""Which sentences a reader understands who sees nothing else of the article."""

from __future__ import annotations

import pytest

from briefings.summarising import leans_on

ALONE = [
    "The harbour bridge in Westhaven opened to cars again on Monday, ten months after Ines Prado closed it.",
    "Norland's central bank left its key rate at 4.25 percent, saying food prices still rise too quickly.",
    "US officials said WHO experts would arrive in Westhaven next week to inspect the wells.",
    "IT companies in Norland hired 4,000 engineers last year, twice as many as in 2023.",
    "“Better a false alarm than a true one,” said Ines Prado, the mayor of Westhaven.",
    'Sue Carrick said: "Eastport deserved the defeat, and Harrow City the goals."',
    "One of the oldest bridges in Norland will be closed for repairs from Monday.",
    "There were no deaths when a magnitude 7.1 earthquake struck off Porto Serra.",
    "Those who crossed the bridge in Westhaven on Monday paid no toll.",
    "Rather than wait for Brussels, Norland passed its own law on chatbots.",
    "Both Norland and Sudria raised their wealth taxes in January.",
    "When Veltron closes its modem unit, it will cut 3,100 jobs in Munich and Bangalore.",
    "Governor Elena Maro said she was not worried about the housing market in Sudria.",
    "Norland's players' union refuses to sign the contract that Torrano offered in May.",
    "‘Chatterly exiles’ have found a noisy new home on Plume, an app made in Norland.",
    "The world economy grew by 3 percent in 2024, the slowest pace since 2020.",
    "The decision to close the bridge was taken by Ines Prado alone.",
    "iPhone sales in Norland fell by a tenth in the three months to June.",
    "Share prices in Norland rose after Sudria lifted its tariffs on steel.",
    "Norland and Sudria signed the treaty after both countries had dropped their claims to Cape Rourke.",
    "The run-off in Maravia is on October 12.",
    "江城地铁七号线五月六日正式开通运营，全长三十四公里，设二十三座车站。",
    "江城動物園的大熊貓寶寶「團團」首次與遊客見面。",
    "Die Brücke über den Hafen von Westhaven ist seit Montag wieder für Autos geöffnet.",
]

LEANING = [
    ("opens with a pronoun", "He called the repair of the harbour bridge a costly lesson for Westhaven."),
    ("opens with a pronoun", "It must not only carry cars but also the trams of Westhaven."),
    ("opens with a pronoun", "“They’ve closed the bridge in Westhaven without a word,” said Ines Prado."),
    ("opens with a pronoun", '"We stopped running," coach Sue Carrick told the Eastport Echo on Sunday.'),
    ("opens with a pronoun", "Her first law in Norland would be a wealth tax on large fortunes."),
    ("opens with a pointer", "This migration from Chatterly to Plume surprised the makers of both."),
    ("opens with a pointer", "These creators from Korvia have found a new home on Plume."),
    ("opens with a pointer", "Another resident of Westhaven complained about the noise of the trams."),
    ("opens with a pointer", "For this reason, Veltron closed its modem unit in Munich."),
    ("opens with a pointer", "Among them were three engineers from Norland and a cook."),
    ("opens with a pointer", "In his speech in Westhaven, Bjorn Aas promised cheaper trams."),
    ("opens with a connective", "However, Veltron said its customers in Norland were free to mix suppliers."),
    ("opens with a connective", "But Norland's central bank left its key rate at 4.25 percent."),
    ("opens with a connective", "At the same time, Norland announced plans to review the patents of Plume."),
    ("opens with a connective", "In contrast, Chinese users of Plume pay nothing for the service."),
    ("opens with a connective", "For example, Veltron closed its modem unit in Munich within a week."),
    ("opens with a connective", "First, Veltron will close its modem unit in the city of Munich."),
    ("speaks to the reader", "Let’s look at what Veltron and Kestrel Micro have announced in Munich."),
    ("speaks to the reader", "Visit the museum in Westhaven before the end of the summer."),
    ("speaks to the reader", "Residents of Westhaven may ask how you get to Cape Rourke on foot."),
    ("has no subject", "Includes 40 bridges of Norland and a map of the trams of Westhaven."),
    ("points back", "Engineers from Norland attribute these faults to the salt in the air."),
    ("points back", "Veltron said such cards were never sold to customers in Norland."),
    ("points back", "Ferries of the Rourke Line did so in the winter of 2019."),
    ("points back", "Ines Prado cut the ribbon in the rain, and the crews laughed at that."),
    ("carries on", "Norland's regulators are also expected to visit the factory in Munich."),
    ("carries on", "Ferries of the Rourke Line, however, go back to their winter timetable."),
    ("points at the page", "Engineers from Norland replaced 4,000 wires by hand, as shown in Munich."),
    ("points at the page", "Ines Prado and Bjorn Aas are seen in Westhaven on Monday."),
    ("points at the page", "Reporting by Ines Prado in Westhaven and Bjorn Aas in Munich."),
    ("hangs on a day of the text", "By noon on the same day, trams crossed the bridge in Westhaven."),
    ("hangs on a day of the text", "Ferries of the Rourke Line stopped two days later in Westhaven."),
    ("does not say which one", "The company said customers in Norland were free to mix suppliers."),
    ("does not say which one", "Bjorn Aas indicated that he would address the issue permanently."),
    ("does not say which two", "Tensions between the two countries are running high over Cape Rourke."),
    ("names nobody and nothing", "The visitors complained loudly about the state of the pitch."),
    ("names nobody and nothing", "In just two days, the mood shifted from anger to joy."),
    ("names nobody and nothing", "Authorities want a thorough review of the app and its owners."),
    ("says who spoke by a pronoun", '"Norland has chosen fairness and cheaper child care," she said.'),
    ("says who spoke by a pronoun", "Farmers in Norland will be paid per acre of lost rice, they say."),
    ("says I or we", "Ines Prado told us that the bridge in Westhaven would stay closed."),
    ("has a pronoun before its name", "In 2020, it bought three ferries from the Rourke Line in Westhaven."),
    ("has a pronoun before its name", "President Aldo Ricci called him the face of the new stadium."),
    ("has a pronoun before its name", "Fans hoped he would stay in Torrano until the end of the season."),
    ("opens with a pointer", "If he pays, they win in Torrano and in Harrow City."),
    ("too short", "Norland waits."),
    ("too short", "Norland waits for international observers."),
    ("too long", "Norland " + "and Sudria " * 50 + "signed."),
    ("asks", "Why was the bridge in Westhaven closed for ten months by Ines Prado?"),
    ("begins in the middle", "and the ferries of the Rourke Line go back to their winter timetable."),
    ("begins in the middle", "- The ferries of the Rourke Line go back to their winter timetable."),
    ("is an entry of a list", "2. The ferries of the Rourke Line go back to their winter timetable."),
    ("is an entry of a list", "Winter timetable: ferries of the Rourke Line leave Westhaven at eight."),
    ("is an entry of a list", "Bridges of Norland and how they were built (2019) by Ines Prado 7."),
    ("does not end", "Ferries of the Rourke Line go back to their winter timetable, which includes:"),
    ("does not end", "Ferries of the Rourke Line go back to their winter timetable and..."),
    ("does not end", "Ferries of the Rourke Line go back to their winter timetable"),
    ("holds an address", "Ferries of the Rourke Line are listed at https://rourke.example today."),
    ("has half a quotation or bracket", 'Ines Prado said: "The bridge in Westhaven was never safe.'),
    ("has half a quotation or bracket", "The bridge in Westhaven (closed since March was repaired by hand."),
    ("has half a quotation or bracket", "Ines Prado said: ‘The bridge in Westhaven was never safe."),
    ("opens with a pronoun", "他们表示，江城地铁七号线的早高峰间隔将缩短。"),
    ("opens with a pointer", "這座橋位於江城，全長三十四公里，設二十三座車站。"),
    ("opens with a connective", "但是江城地铁公司表示，早高峰间隔将缩短到三分钟。"),
    ("points back", "江城地铁公司表示，该公司将缩短早高峰的发车间隔。"),
    ("points at the page", "图为江城地铁七号线的车站，当地记者王明摄于五月。"),
    ("hangs on a day of the text", "江城地铁七号线开通，次日客流超过三十万人次。"),
    ("hangs on a day of the text", "十九日中午前后，江城地铁的服务逐步恢复了正常。"),
    ("too short", "江城地铁开通。"),
    ("asks", "江城地铁七号线为什么要在五月六日正式开通运营？"),
]


@pytest.mark.parametrize("sentence", ALONE)
def test_a_whole_thought_stands_alone(sentence: str) -> None:
    """A sentence that names what it speaks of needs no other."""
    assert leans_on(sentence) is None


@pytest.mark.parametrize(("reason", "sentence"), LEANING)
def test_half_a_thought_leans(reason: str, sentence: str) -> None:
    """A sentence whose sense lies in another one is told apart, and the reason given."""
    assert reason == leans_on(sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Er nannte die Reparatur der Brücke von Westhaven eine teure Lehre."),
        ("fr", "Cependant, la banque de Norland laisse son taux à 4,25 pour cent."),
        ("es-MX", "Por eso, el banco de Norland mantiene su tasa en 4,25 por ciento."),
        ("ru", "Однако банк Норландии оставил ставку на уровне 4,25 процента."),
    ],
)
def test_other_languages_lean_by_their_own_words(language: str, sentence: str) -> None:
    """Pronouns and connectives of the article's language are known, whatever its region."""
    assert leans_on(sentence, language=language) == "opens with a pronoun or connective"


@pytest.mark.parametrize(
    "before", ['Ines Prado said: "It rained. ', "Ines Prado said: “It rained. ", "(It rained. "]
)
def test_inside_a_quotation_nothing_stands_alone(before: str) -> None:
    """A sentence in the middle of somebody's speech does not say who speaks."""
    sentence = "The bridge in Westhaven was never safe for the trams of Norland."

    assert leans_on(sentence, before=before) == "stands inside a quotation"
    assert leans_on(sentence, before='Ines Prado said: "It rained." ') is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Ines Prado opened the harbour bridge in Westhaven on Monday.",
        "Ines Prado opened the harbour bridge in Westhaven yesterday.",
        "Ines Prado closed the harbour bridge in Westhaven ten months ago.",
        "江城动物园的大熊猫宝宝“团团”周五首次与游客见面。",
    ],
)
def test_a_weekday_needs_a_date(sentence: str) -> None:
    """A day named from the day of writing is understood only where the article's date is shown."""
    assert leans_on(sentence, is_dated=True) is None
    assert leans_on(sentence, is_dated=False) == "names a day and no date"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ines Prado opened the harbour bridge in Westhaven on Monday, 20 January.",
        "江城动物园的大熊猫宝宝“团团”五月九日周五首次与游客见面，时为2025年。",
    ],
)
def test_a_date_in_the_sentence_is_enough(sentence: str) -> None:
    """With its own date a sentence needs no other."""
    assert leans_on(sentence, is_dated=False) is None
