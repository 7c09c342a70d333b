"""What admins do in chat: schedules they made, what they paused, and a row for each change."""

STATEMENTS = """
create table subscriptions (
    schedule text primary key not null,
    workspace text not null,
    made {integer} not null,
    made_by text not null
) {strict};

create index subscriptions_workspace on subscriptions (workspace, schedule);

create table pauses (
    schedule text not null,
    destination text not null,
    since {integer} not null,
    paused_by text not null,
    primary key (schedule, destination)
) {strict};

create table audit (
    id text primary key not null,
    at {integer} not null,
    workspace text not null,
    person text not null,
    name text not null,
    verb text not null,
    what text not null
) {strict};

create index audit_newest on audit (workspace, at)
"""
