-- What is promised, and when the house is open: policies and holidays are changed here; running clocks follow by a job.
create type update_sla_policy_input as (
    policy_id uuid, first_response interval, first_response_goal interval, resolution interval, resolution_goal interval,
    calendar_id uuid, expected_version integer);
create type update_sla_policy_payload as (policy_id uuid);
create type add_holiday_input as (day date, name_pl text, name_en text);
create type holiday_payload as (holiday_id uuid);
create type remove_holiday_input as (holiday_id uuid);
create type remove_holiday_payload as (day date);

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- What is left out stays as it is.
create function update_sla_policy(input update_sla_policy_input) returns update_sla_policy_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    policy support_sla_policies;
begin
    perform caller();
    select * into policy from support_sla_policies p where p.id = input.policy_id for no key update;
    if policy.id is null then
        raise exception 'There is no such policy.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, policy.version);
    if input.calendar_id is not null and not exists (select from service_calendars where id = input.calendar_id) then
        raise exception 'There is no such calendar.' using errcode = 'QL404';
    end if;
    policy.first_response := coalesce(input.first_response, policy.first_response);
    policy.first_response_goal := coalesce(input.first_response_goal, policy.first_response_goal);
    policy.resolution := coalesce(input.resolution, policy.resolution);
    policy.resolution_goal := coalesce(input.resolution_goal, policy.resolution_goal);
    if policy.first_response_goal <= interval '0' or policy.first_response_goal > policy.first_response
            or policy.resolution_goal <= interval '0' or policy.resolution_goal > policy.resolution then
        raise exception 'A goal is at most as long as what is committed, and longer than nothing.' using errcode = 'QL400';
    elsif greatest(policy.first_response, policy.resolution) > interval '90 days' then
        raise exception 'Nothing is promised for more than 90 days.' using errcode = 'QL400';
    end if;
    update support_sla_policies p set
        first_response = policy.first_response, first_response_goal = policy.first_response_goal, resolution = policy.resolution,
        resolution_goal = policy.resolution_goal, calendar_id = coalesce(input.calendar_id, p.calendar_id), changed_at = clock_timestamp()
    where p.id = policy.id;
    return row (policy.id);
end
$$;

create function add_holiday(input add_holiday_input) returns holiday_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    holiday_id uuid;
begin
    perform caller();
    if input.day is null or input.day not between '2015-01-01' and '2040-12-31' then
        raise exception 'A holiday lies between 2015 and 2040.' using errcode = 'QL400';
    end if;
    insert into holidays (day, name_pl, name_en)
    values (input.day, required_text(input.name_pl, 'Polish name', 200), required_text(input.name_en, 'English name', 200))
    on conflict (day) do nothing
    returning id into holiday_id;
    if holiday_id is null then
        raise exception 'This day is a holiday already.' using errcode = 'QL409';
    end if;
    return row (holiday_id);
end
$$;

create function remove_holiday(input remove_holiday_input) returns remove_holiday_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    removed date;
begin
    perform caller();
    delete from holidays h where h.id = input.holiday_id returning h.day into removed;
    if removed is null then
        raise exception 'There is no such holiday.' using errcode = 'QL404';
    end if;
    return row (removed);
end
$$;

grant execute on function
    update_sla_policy(update_sla_policy_input), add_holiday(add_holiday_input), remove_holiday(remove_holiday_input)
    to concierge_admin;

reset role;
revoke create on schema public from concierge_writer;
call concierge.apply_access();
