"""Places that take no posts just now, what they stopped, and what the admin was told."""

STATEMENTS = """
create table closed (
    place text primary key not null,
    kind text not null check (kind in ('refused', 'left')),
    reason text not null,
    since {integer} not null,
    probe_at {integer},
    probes {integer} not null
) {strict};

create table told (
    event text primary key not null,
    at {integer} not null
) {strict};

alter table deliveries add column stopped_by text;

create index deliveries_stopped on deliveries (stopped_by) where stopped_by is not null
"""
