-- Surveys answered by link: by its holder, once, in time; and sent to nobody who does not want it.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

-- Two surveys of one client, to be sent by e-mail; and one that is asked in the application.
set local role concierge_writer;
create temporary table cast_of_play as
select t.client_id as client, t.id as ticket, (select id from support_agents where active order by id limit 1) as agent
from support_tickets t where t.status = 'CLOSED' and t.merged_into_id is null and not t.confidential order by t.id limit 1;
delete from communication_preferences where client_id = (select client from cast_of_play);
create temporary table surveys as
with made as (
    insert into support_feedback_surveys (ticket_id, client_id, confidential, kind, tier, channel, sent_at, created_at)
    select t.id, t.client_id, false, asked.kind::survey_kind, t.tier, asked.channel::message_channel, now() - interval '1 hour', now() - interval '1 hour'
    from support_tickets t join cast_of_play on t.id = ticket
    cross join (values ('CSAT', 'EMAIL'), ('NPS', 'EMAIL'), ('CES', 'IN_APP')) as asked (kind, channel)
    returning id, kind
) select * from made;
grant all on cast_of_play, surveys to public;
reset role;

create function pg_temp.survey(kind text) returns uuid language sql as $$ select id from surveys where surveys.kind::text = $1 $$;
create function pg_temp.deliver(kind text, secret text) returns text
    language sql
    as $$ select pg_temp.try('system', null, 'deliver_survey',
        jsonb_build_object('survey_id', pg_temp.survey(kind), 'token_digest', '\x' || encode(sha256(secret::bytea), 'hex'))) $$;
create function pg_temp.answer(secret text, score integer, comment text default null) returns text
    language sql
    as $$ select pg_temp.call('anonymous', null, 'submit_survey_by_token',
        jsonb_build_object('token', secret, 'score', score, 'comment', comment), 'concat(kind, '' '', score)') $$;
create function pg_temp.asked(secret text) returns text
    language sql
    as $$ select pg_temp.as('anonymous', null, format('select concat_ws('' '', kind, lowest_score, highest_score) from survey_by_token(%L)', secret)) $$;
create function pg_temp.allow(allowed boolean, weekly_limit integer default null) returns void
    language plpgsql
    as $$
begin
    perform set_config('role', 'concierge_writer', true);
    insert into communication_preferences as p (client_id, confidential, category, channel, allowed, weekly_limit)
    select client, false, 'SERVICE', 'EMAIL', allow.allowed, allow.weekly_limit from cast_of_play
    on conflict (client_id, category, channel) do update set allowed = excluded.allowed, weekly_limit = excluded.weekly_limit;
    perform set_config('role', 'none', true);
end
$$;

-- Sending.
select is(pg_temp.deliver('CSAT', 'secret'), 'QL409 The client does not want to be written to in this way.',
    'no survey is sent without consent');
select pg_temp.allow(false);
select is(pg_temp.deliver('CSAT', 'secret'), 'QL409 The client does not want to be written to in this way.',
    'no survey is sent in a channel that the client has refused');
select pg_temp.allow(true, 0);
select is(pg_temp.deliver('CSAT', 'secret'), 'QL429 The client has been written to as often as it wants in a week.',
    'no more surveys are sent in a week than the client wants');
select pg_temp.allow(true, 1);
select is(pg_temp.deliver('CES', 'secret'), 'QL409 This survey is answered in the application.',
    'a survey that is answered in the application has no link');
select is(pg_temp.try('system', null, 'deliver_survey', jsonb_build_object('survey_id', pg_temp.survey('CSAT'), 'token_digest', '\x00')),
    'QL400 The digest is the SHA-256 of the link''s secret, 32 bytes.', 'a digest, and no secret');
select is(pg_temp.try('system', null, 'deliver_survey', jsonb_build_object('survey_id', gen_random_uuid(), 'token_digest', '\x' || repeat('00', 32))),
    'QL404 There is no such survey.', 'a link needs a survey that exists');
select is(pg_temp.deliver('CSAT', 'lost'), 'ok', 'a survey is sent within the weekly limit');
select is(pg_temp.deliver('CSAT', 'secret'), 'ok', 'a survey can be sent again');
select is(pg_temp.deliver('NPS', 'other'), 'QL429 The client has been written to as often as it wants in a week.',
    'a client that wants one survey a week gets no second one');
select pg_temp.allow(true);
select is(pg_temp.deliver('NPS', 'other'), 'ok', 'a client without a limit gets any number of surveys');

-- Who holds no link.
select is(pg_temp.answer(t, 5), 'QL404 This link is not valid, or not any more.', coalesce(t, 'nothing') || ' is none') from unnest(array['', 'lost', 'Secret', null]) as t;
select is(pg_temp.asked(t), '', coalesce(t, 'nothing') || ' asks nothing') from unnest(array['', 'lost', 'Secret', null]) as t;
select matches(pg_temp.as('anonymous', null, 'select count(*) from ' || t), '^42501', 'nobody reads ' || t)
from unnest(array['survey_links', 'support_feedback_surveys', 'support_tickets', 'clients']) as t;
select matches(pg_temp.as(r, agent, 'select count(*) from survey_links'), '^42501', r || ' reads no links')
from cast_of_play, unnest(array['client', 'agent', 'lead', 'analyst', 'admin', 'system']) as r;
select matches(pg_temp.try(r, agent, 'deliver_survey', '{}'), '^42501', r || ' sends none')
from cast_of_play, unnest(array['anonymous', 'client', 'agent', 'vip_manager', 'lead', 'analyst']) as r;

-- Answering.
select is(pg_temp.asked('secret'), 'CSAT 1 5', 'a link shows the survey''s kind and scale');
select is(pg_temp.answer('secret', 6), 'QL400 The score goes from 1 to 5.', 'a score above the scale is refused');
select is(pg_temp.answer('secret', null), 'QL400 The score goes from 1 to 5.', 'an answer without a score is refused');
select is(pg_temp.answer('secret', 4, ' Dobrze. '), 'CSAT 4', 'a link answers the survey');
select results_eq($$ select score, comment from support_feedback_surveys where id = pg_temp.survey('CSAT') $$, $$ values (4::smallint, 'Dobrze.') $$,
    'the answer is stored with the survey');
select is((select concat(actor_kind, ' ', kind) from ticket_events where ticket_id = ticket order by id desc limit 1), 'CLIENT SURVEY_ANSWERED',
    'the answer is an event of the client') from cast_of_play;
select is(pg_temp.answer('secret', 5), 'QL404 This link is not valid, or not any more.', 'a link works once');
select is(pg_temp.asked('secret'), '', 'an answered survey shows no question');
select is(pg_temp.deliver('CSAT', 'third'), 'QL409 This survey has been answered already.',
    'an answered survey is not sent again');
select is((select count(*) from survey_links where survey_id = pg_temp.survey('CSAT')), 0::bigint,
    'the links of an answered survey are deleted');

-- Another way, and too late.
select is(pg_temp.try('client', client, 'submit_survey', jsonb_build_object('survey_id', pg_temp.survey('NPS'), 'score', 9)), 'ok', 'the client answers in the application') from cast_of_play;
select is(pg_temp.answer('other', 9), 'QL404 This link is not valid, or not any more.', 'the link is void');
set local role concierge_writer;
update support_feedback_surveys set answered_at = null, score = null where id = pg_temp.survey('NPS');
reset role;
select is(pg_temp.deliver('NPS', 'late'), 'ok', 'a second link is sent');
set local role concierge_writer;
update survey_links set expires_at = now() - interval '1 second';
reset role;
select is(pg_temp.answer('late', 9), 'QL404 This link is not valid, or not any more.', 'is good for a time');
select is(pg_temp.asked('late'), '', 'an expired link shows no question');
select is(pg_temp.deliver('NPS', 'new'), 'ok', 'unless it is sent anew');
select is((select count(*) from survey_links), 1::bigint, 'old ones go with new ones');

select * from finish();
rollback;
