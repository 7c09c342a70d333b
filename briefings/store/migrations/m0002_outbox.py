"""Schedules with their next due time, frozen briefings, and the outbox."""

STATEMENTS = """
create table schedules (
    name text primary key not null,
    origin text not null,
    definition text not null,
    reckoned {integer} not null,
    next_at {integer}
) {strict};

create index schedules_due on schedules (next_at);

create table briefings (
    schedule text not null,
    scheduled_for {integer} not null,
    digest text not null,
    frozen {integer},
    content text,
    articles text,
    primary key (schedule, scheduled_for)
) {strict};

create index briefings_digest on briefings (digest, scheduled_for);

create table deliveries (
    id text primary key not null,
    schedule text not null,
    scheduled_for {integer} not null,
    destination text not null,
    part {integer} not null,
    target text not null,
    state text not null check (state in ('due', 'sending', 'sent', 'unknown', 'dead', 'missed', 'held')),
    payload text,
    attempts {integer} not null default 0,
    first_tried {integer},
    next_try {integer},
    give_up {integer} not null,
    lease_owner text,
    lease_until {integer},
    settled {integer},
    receipt text,
    note text,
    unique (schedule, scheduled_for, destination, part),
    check ((state = 'sending') = (lease_until is not null))
) {strict};

create unique index deliveries_in_flight on deliveries (destination) where state = 'sending';

create index deliveries_in_state on deliveries (state, scheduled_for);

create index deliveries_in_line on deliveries (destination, state, scheduled_for, schedule, part)
"""
