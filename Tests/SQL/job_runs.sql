-- Runs of jobs at a time of the day.
begin;
create extension if not exists pgtap;
select no_plan();

select is(concierge.claim_job_run('test()', '03:30', 'Europe/Warsaw'), null, 'a new job makes up for nothing');
select is((select due at time zone 'Europe/Warsaw' from concierge.job_runs where job = 'test()')::time, '03:30'::time, 'its last time is noted');
select is(concierge.claim_job_run('test()', '03:30', 'Europe/Warsaw'), null, 'no run is made twice');
update concierge.job_runs set due = due - interval '5 days' where job = 'test()';
select is(concierge.claim_job_run('test()', '03:30', 'Europe/Warsaw'), concierge.last_due('03:30', 'Europe/Warsaw'), 'a run that was missed is made up for');
select is(concierge.claim_job_run('test()', '03:30', 'Europe/Warsaw'), null, 'once, however many were missed');
select is((select count(*) from concierge.job_runs where job = 'test()' and ended is null), 1::bigint, 'it has not ended');
select concierge.end_job_run('test()', concierge.last_due('03:30', 'Europe/Warsaw'));
select is((select count(*) from concierge.job_runs where job = 'test()' and ended is null), 0::bigint, 'and then it has');
select ok(concierge.last_due(t, z) <= now() and concierge.last_due(t, z) > now() - interval '25 hours', format('%s in %s was due within a day', t, z))
    from unnest(array['00:00', '02:30', '23:59']::time[]) as t, unnest(array['Europe/Warsaw', 'America/New_York', 'Pacific/Kiritimati']) as z;
select is((timestamp '2026-03-29 02:30' at time zone 'Europe/Warsaw'), timestamptz '2026-03-29 01:30Z', 'a time that the clocks skip is the moment after it');
select is((timestamp '2026-10-25 02:30' at time zone 'Europe/Warsaw'), timestamptz '2026-10-25 01:30Z', 'of a time that comes twice, the later');
select is(has_function_privilege('concierge_' || r, 'concierge.claim_job_run(text, text, text)', 'execute'), false, r || ' runs no jobs')
    from unnest(array['client', 'agent', 'lead', 'admin', 'gateway']) as r;

select * from finish();
rollback;
