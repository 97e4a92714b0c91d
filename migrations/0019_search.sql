-- Words to search by. PostgreSQL has no Polish dictionary: `simple` takes words as they are, case aside, in both languages.
alter table support_tickets add column words tsvector not null
    generated always as (to_tsvector('simple', subject)) stored;
comment on column support_tickets.words is 'The words of the subject.';
create index support_tickets_words on support_tickets using gin (words);

alter table ticket_messages add column words tsvector not null
    generated always as (to_tsvector('simple', body)) stored;
comment on column ticket_messages.words is 'The words of the body: for those who read it, not its mask.';
create index ticket_messages_words on ticket_messages using gin (words);

grant select (words) on support_tickets
    to concierge_client, concierge_analyst, concierge_executive, concierge_auditor;
grant select (words) on ticket_messages to concierge_client;
