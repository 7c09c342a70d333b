"""What chat platforms sent and must be worked on once, even if this process dies over it."""

STATEMENTS = """
create table inbox (
    platform text not null,
    id text not null,
    content text,
    at {integer} not null,
    taken {integer} not null,
    primary key (platform, id)
) {strict};

create index inbox_at on inbox (at)
"""
