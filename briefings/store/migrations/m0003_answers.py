"""Answers kept for a day, where they were shared, and questions that went unanswered."""

STATEMENTS = """
create table answers (
    id text primary key not null,
    platform text not null,
    workspace text not null,
    channel text not null,
    person text not null,
    verb text not null,
    options text not null,
    message text not null,
    cited text,
    at {integer} not null
) {strict};

create index answers_at on answers (at);

create index answers_person on answers (platform, person, at);

create table shares (
    answer text not null,
    channel text not null,
    person text not null,
    at {integer} not null,
    link text,
    primary key (answer, channel)
) {strict};

create index shares_at on shares (at);

create table unanswered (
    answer text primary key not null,
    platform text not null,
    workspace text not null,
    reason text not null check (reason in ('nothing found', 'not helpful')),
    question text,
    at {integer} not null
) {strict};

create index unanswered_at on unanswered (at)
"""
