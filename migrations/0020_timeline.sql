-- All that happened with a client, in one order: each table is read in the order of its own index, no further than the page.
create index ticket_messages_timeline on ticket_messages (client_id, created_at, id);
create index ticket_events_timeline on ticket_events (client_id, created_at, id);
create index ticket_handoffs_timeline on ticket_handoffs (client_id, created_at, id);
create index support_feedback_surveys_timeline on support_feedback_surveys (client_id, created_at, id);
