-- Who sees which columns of personal data.
begin;
create extension if not exists pgtap;
select no_plan();

create temporary table personal (relation text, original text, mask text);
insert into personal values
    ('clients', 'full_name', 'full_name_masked'), ('clients', 'email', 'email_masked'), ('clients', 'phone', 'phone_masked'),
    ('clients', 'birth_date', 'birth_date_masked'), ('ticket_messages', 'body', 'body_masked'),
    ('support_feedback_surveys', 'comment', 'comment_masked'), ('support_tickets', 'subject', 'subject_masked');

select ok(has_column_privilege(role, relation, original, 'select') = (role in
        ('concierge_client', 'concierge_agent', 'concierge_vip_manager', 'concierge_lead', 'concierge_admin',
         'concierge_system')), format('%s: %s.%s', role, relation, original))
from personal cross join unnest(array['concierge_anonymous', 'concierge_client', 'concierge_agent', 'concierge_vip_manager',
    'concierge_lead', 'concierge_editor', 'concierge_analyst', 'concierge_executive', 'concierge_auditor',
    'concierge_admin', 'concierge_system']) as role;

select ok(has_column_privilege(role, relation, mask, 'select'), format('%s: %s.%s', role, relation, mask))
from personal cross join unnest(array['concierge_analyst', 'concierge_executive', 'concierge_auditor']) as role;

-- Words about a client are no figures.
select ok(not has_column_privilege(role, relation, original, 'select'), format('%s: not %s.%s', role, relation, original))
from (values ('support_tickets', 'escalation_reason'), ('support_tickets', 'words'), ('client_tier_history', 'reason'),
    ('vip_client_profiles', 'custom_services'), ('ticket_handoffs', 'reason'), ('client_preferences', 'accessibility'),
    ('client_preferences', 'dashboard_layout'), ('ticket_attachments', 'file_name'), ('ticket_attachments', 'content'),
    ('white_glove_services', 'service'), ('white_glove_services', 'customizations'), ('white_glove_services', 'cancel_reason')) as words (relation, original)
cross join unnest(array['concierge_analyst', 'concierge_executive', 'concierge_auditor']) as role;

set local role concierge_analyst;
select throws_ok('select full_name from clients', '42501', null, 'an analyst reads no name');
select throws_ok('select id from clients where full_name like ''A%''', '42501', null,
    'an analyst cannot filter by a name');
select throws_ok('select id from clients order by full_name', '42501', null, 'an analyst cannot order by a name');
select throws_ok('select count(*) from clients group by full_name', '42501', null, 'an analyst cannot group by a name');
select throws_ok('select clients from clients', '42501', null, 'an analyst cannot read a whole row');
select throws_ok('select body from ticket_messages', '42501', null, 'an analyst cannot read a message');
select ok((select bool_and(full_name_masked ~ '^.\*\*\*$') from clients), 'a masked name is its first letter');
select ok((select bool_and(email_masked like '***@%') from clients), 'a masked address has no name in it');
select ok((select bool_and(birth_date_masked = date_trunc('year', birth_date_masked)) from clients),
    'a masked birth date is its year');
select ok((select bool_and(body_masked ~ '^\*\*\* \(\d+\)$') from ticket_messages), 'a masked message is its length');
reset role;

select * from finish();
rollback;
