"""People with digests of their own, and an index for the other half of what is looked for at each tick."""

STATEMENTS = """
create table people (
    id text primary key not null,
    platform text not null,
    account text not null,
    topics text not null,
    days text not null,
    at text,
    timezone text not null,
    length text not null,
    paused {integer} not null check (paused in (0, 1)),
    read_until {integer},
    unique (platform, account)
) {strict};

create index schedules_reckoned on schedules (reckoned)
"""
