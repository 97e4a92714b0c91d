-- What a ticket's history can tell, beside what it told already. New labels can be used only after their transaction,
-- hence a file of their own.
alter type ticket_event_kind add value 'ATTACHED';
alter type ticket_event_kind add value 'WATCHED';
alter type ticket_event_kind add value 'UNWATCHED';
alter type ticket_event_kind add value 'SURVEY_ANSWERED';

create type survey_kind as enum ('CSAT', 'NPS', 'CES');
create type white_glove_status as enum ('REQUESTED', 'SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED');
