"""Articles, the documents they came from, their topics, and what each digest has told."""

STATEMENTS = """
create table facts (
    name text primary key not null,
    value text not null
) {strict};

create table counters (
    name text primary key not null,
    value {integer} not null
) {strict};

insert into counters (name, value) values ('seq', 0);

create table sources (
    name text primary key not null,
    checked {integer},
    note text,
    articles {integer} not null default 0,
    undated {integer} not null default 0,
    newest {integer}
) {strict};

create table articles (
    seq {integer} primary key,
    id text not null unique,
    lead {integer} not null references articles (seq),
    superseded_by text,
    story_id text not null,
    source text not null,
    path text not null,
    outlet text,
    title text,
    published {integer},
    added {integer} not null,
    moment {integer} not null,
    url text,
    language text not null,
    characters {integer} not null,
    copies {integer} not null,
    topics text not null
) {strict};

create index articles_newest on articles (moment, seq);
create index articles_story on articles (story_id, seq);
create index articles_lead on articles (lead);
create index articles_added on articles (added);

create table bodies (
    seq {integer} primary key references articles (seq),
    fingerprint {blob} not null,
    key_sentences text not null,
    content text not null
) {strict};

create table article_topics (
    topic text not null,
    moment {integer} not null,
    seq {integer} not null references articles (seq),
    primary key (topic, moment, seq)
) {strict};

create index article_topics_article on article_topics (seq, topic);

create table documents (
    source text not null,
    path text not null,
    digest text not null,
    read {integer} not null,
    seq {integer} references articles (seq),
    lead {integer} references articles (seq),
    moment {integer},
    reason text,
    primary key (source, path),
    check ((seq is null) = (reason is not null))
) {strict};

create index documents_article on documents (seq);
create index documents_lead on documents (lead, source);
create index documents_newest on documents (source, moment, lead);

create table seen (
    digest text not null,
    seq {integer} not null references articles (seq),
    at {integer} not null,
    primary key (digest, seq)
) {strict};

create index seen_article on seen (seq)
"""
