-- What the desk is set up with, changed by leads and admins: agents and skills, teams, tiers' entitlements, categories, hours, rules of
-- automation. Where no id is given a row is new; else what is left out stays as it is.
alter table teams add version integer not null default 1 check (version > 0);
alter table support_agents add version integer not null default 1 check (version > 0);
alter table service_tiers add version integer not null default 1 check (version > 0);
alter table support_categories add version integer not null default 1 check (version > 0);
alter table automation_rules add version integer not null default 1 check (version > 0);
create trigger version before update on teams for each row execute function count_version();
create trigger version before update on support_agents for each row execute function count_version();
create trigger version before update on service_tiers for each row execute function count_version();
create trigger version before update on support_categories for each row execute function count_version();
create trigger version before update on automation_rules for each row execute function count_version();
insert into concierge.column_classes (relation, column_name, class, house) values ('support_agents', 'version', 'none', true);

create type save_team_input as (team_id uuid, code text, name_pl text, name_en text, serves_tiers service_tier[], expected_version integer);
create type save_team_payload as (team_id uuid);
create type save_agent_input as (
    agent_id uuid, team_id uuid, full_name text, email text, position agent_position, languages locale[], weekly_minutes integer,
    concurrent_chats integer, hired_on date, expected_version integer);
create type save_agent_payload as (agent_id uuid);
create type set_agent_skill_input as (agent_id uuid, kind skill_kind, code text, level integer);
create type agent_skill_payload as (agent_id uuid);
create type remove_agent_skill_input as (agent_id uuid, kind skill_kind, code text);
create type update_service_tier_input as (
    tier service_tier, name_pl text, name_en text, dedicated_agent boolean, white_glove boolean, priority_queue boolean, channels channel[],
    theme text, greeting_pl text, greeting_en text, expected_version integer);
create type update_service_tier_payload as (tier service_tier);
create type save_category_input as (
    category_id uuid, parent_id uuid, code text, name_pl text, name_en text, "position" integer, active boolean, expected_version integer);
create type save_category_payload as (category_id uuid);
create type calendar_hours_input as (weekday integer, opens_at time, closes_at time);
create type set_calendar_hours_input as (calendar_id uuid, hours calendar_hours_input[]);
create type set_calendar_hours_payload as (calendar_id uuid);
create type save_automation_rule_input as (
    rule_id uuid, code text, name_pl text, name_en text, kind ticket_kind, category_id uuid, channel_kind channel_kind, locale locale, body text,
    resolves_after interval, "position" integer, active boolean, expected_version integer);
create type save_automation_rule_payload as (rule_id uuid);

grant create on schema public to concierge_writer;
set local role concierge_writer;

create function required_code(value text) returns text
    language plpgsql immutable
    as $$
begin
    if value is null or value !~ '^[a-z][a-z_]*$' or length(value) > 60 then
        raise exception 'A code has small letters and underscores, at most 60.' using errcode = 'QL400';
    end if;
    return value;
end
$$;

-- A text that is changed where it is given.
create function changed_text(given text, known text, name text, at_most integer) returns text
    language sql immutable
    return case when given is null then known else required_text(given, name, at_most) end;

create function save_team(input save_team_input) returns save_team_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    team teams;
begin
    perform caller();
    if cardinality(input.serves_tiers) = 0 then
        raise exception 'A team serves a tier.' using errcode = 'QL400';
    elsif input.team_id is null then
        insert into teams (code, name_pl, name_en, serves_tiers)
        values (required_code(input.code), required_text(input.name_pl, 'name', 200), required_text(input.name_en, 'name', 200), coalesce(input.serves_tiers, '{}'))
        on conflict (code) do nothing returning * into team;
        if team.id is null then
            raise exception 'There is such a team already.' using errcode = 'QL409';
        end if;
        return row (team.id);
    end if;
    select * into team from teams t where t.id = input.team_id for no key update;
    if team.id is null then
        raise exception 'There is no such team.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, team.version);
    update teams t set name_pl = changed_text(input.name_pl, t.name_pl, 'name', 200), name_en = changed_text(input.name_en, t.name_en, 'name', 200),
        serves_tiers = coalesce(input.serves_tiers, t.serves_tiers)
    where t.id = team.id;
    return row (team.id);
end
$$;

-- A tier is always served by somebody.
create function refuse_unserved_tiers() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
begin
    if exists (select from unnest(old.serves_tiers) as t where not exists (select from teams m where t = any(m.serves_tiers))) then
        raise exception 'Some team serves each tier.' using errcode = 'QL409', hint = 'Give the tier to another team first.';
    end if;
    return null;
end
$$;
revoke execute on function refuse_unserved_tiers() from public;

create function save_agent(input save_agent_input) returns save_agent_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    agent support_agents;
begin
    perform caller();
    if input.team_id is not null and not exists (select from teams where id = input.team_id) then
        raise exception 'There is no such team.' using errcode = 'QL404';
    elsif cardinality(input.languages) = 0 or input.weekly_minutes not between 0 and 2880 or input.concurrent_chats not between 1 and 100
            or input.email not like '%_@_%' or length(input.email) > 200 or input.hired_on > current_date + 366 then
        raise exception 'An agent has an address, a language, at most 2,880 minutes a week, and 1 to 100 live conversations.' using errcode = 'QL400';
    elsif input.agent_id is null then
        if num_nulls(input.team_id, input.email, input.languages, input.weekly_minutes) > 0 then
            raise exception 'A new agent has a team, an address, languages and weekly minutes.' using errcode = 'QL400';
        end if;
        perform pg_advisory_xact_lock(hashtextextended('save_agent', 0));
        insert into support_agents (agent_number, team_id, full_name, email, position, languages, weekly_minutes, concurrent_chats, hired_on)
        values ((select public_number('A', 1 + coalesce(max(substr(a.agent_number, 3)::bigint), 0)) from support_agents a), input.team_id,
            required_text(input.full_name, 'name', 200), input.email, coalesce(input.position, 'AGENT'), input.languages, input.weekly_minutes,
            coalesce(input.concurrent_chats, 3), coalesce(input.hired_on, current_date))
        on conflict (email) do nothing returning * into agent;
        if agent.id is null then
            raise exception 'This address is another agent''s.' using errcode = 'QL409';
        end if;
        return row (agent.id);
    end if;
    select * into agent from support_agents a where a.id = input.agent_id for no key update;
    if agent.id is null then
        raise exception 'There is no such agent.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, agent.version);
    if input.email is not null and exists (select from support_agents a where a.email = input.email and a.id <> agent.id) then
        raise exception 'This address is another agent''s.' using errcode = 'QL409';
    end if;
    update support_agents a set team_id = coalesce(input.team_id, a.team_id), full_name = changed_text(input.full_name, a.full_name, 'name', 200),
        email = coalesce(input.email, a.email), position = coalesce(input.position, a.position), languages = coalesce(input.languages, a.languages),
        weekly_minutes = coalesce(input.weekly_minutes, a.weekly_minutes), concurrent_chats = coalesce(input.concurrent_chats, a.concurrent_chats)
    where a.id = agent.id;
    return row (agent.id);
end
$$;

create function set_agent_skill(input set_agent_skill_input) returns agent_skill_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    agent constant support_agents := present_agent(input.agent_id);
begin
    perform caller();
    if input.kind is null or input.level is null or input.level not between 1 and 5 then
        raise exception 'A skill has a kind, and a level from 1 to 5.' using errcode = 'QL400';
    end if;
    insert into agent_skills as s (agent_id, kind, code, level, acquired_on)
    values (agent.id, input.kind, required_code(input.code), input.level, current_date)
    on conflict (agent_id, kind, code) do update set level = excluded.level where s.level <> excluded.level;
    return row (agent.id);
end
$$;

create function remove_agent_skill(input remove_agent_skill_input) returns agent_skill_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform caller();
    delete from agent_skills s where s.agent_id = input.agent_id and s.kind = input.kind and s.code = input.code;
    if not found then
        raise exception 'The agent has no such skill.' using errcode = 'QL404';
    end if;
    return row (input.agent_id);
end
$$;

create function update_service_tier(input update_service_tier_input) returns update_service_tier_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    known service_tiers;
begin
    perform caller();
    if cardinality(input.channels) = 0 then
        raise exception 'A tier reaches us by a channel.' using errcode = 'QL400';
    end if;
    select * into known from service_tiers t where t.tier = input.tier for no key update;
    if known.tier is null then
        raise exception 'There is no such tier.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, known.version);
    update service_tiers t set
        name_pl = changed_text(input.name_pl, t.name_pl, 'name', 200), name_en = changed_text(input.name_en, t.name_en, 'name', 200),
        dedicated_agent = coalesce(input.dedicated_agent, t.dedicated_agent), white_glove = coalesce(input.white_glove, t.white_glove),
        priority_queue = coalesce(input.priority_queue, t.priority_queue), channels = coalesce(input.channels, t.channels),
        theme = changed_text(input.theme, t.theme, 'theme', 60), greeting_pl = changed_text(input.greeting_pl, t.greeting_pl, 'greeting', 200),
        greeting_en = changed_text(input.greeting_en, t.greeting_en, 'greeting', 200)
    where t.tier = known.tier;
    return row (known.tier);
end
$$;

-- A new category stands under another one, and is of its kind; the roots are the five kinds. A category stays where it stands.
create function save_category(input save_category_input) returns save_category_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    category support_categories;
    parent support_categories;
begin
    perform caller();
    if input."position" not between 0 and 10000 then
        raise exception 'A position goes from 0 to 10,000.' using errcode = 'QL400';
    elsif input.category_id is null then
        select * into parent from support_categories c where c.id = input.parent_id;
        if parent.id is null then
            raise exception 'A new category stands under another one.' using errcode = 'QL404';
        end if;
        insert into support_categories (parent_id, kind, code, name_pl, name_en, position, active)
        values (parent.id, parent.kind, required_code(input.code), required_text(input.name_pl, 'name', 200), required_text(input.name_en, 'name', 200),
            coalesce(input."position", 1), coalesce(input.active, true))
        on conflict (code) do nothing returning * into category;
        if category.id is null then
            raise exception 'There is such a category already.' using errcode = 'QL409';
        end if;
        return row (category.id);
    end if;
    select * into category from support_categories c where c.id = input.category_id for no key update;
    if category.id is null then
        raise exception 'There is no such category.' using errcode = 'QL404';
    elsif category.parent_id is null and not coalesce(input.active, true) then
        raise exception 'The roots are the kinds of tickets, and stay.' using errcode = 'QL409';
    end if;
    perform compare_version(input.expected_version, category.version);
    update support_categories c set name_pl = changed_text(input.name_pl, c.name_pl, 'name', 200), name_en = changed_text(input.name_en, c.name_en, 'name', 200),
        position = coalesce(input."position", c.position), active = coalesce(input.active, c.active)
    where c.id = category.id;
    return row (category.id);
end
$$;

-- The hours of a week take the place of those before; running clocks follow by a job.
create function set_calendar_hours(input set_calendar_hours_input) returns set_calendar_hours_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    calendar service_calendars;
begin
    perform caller();
    select * into calendar from service_calendars c where c.id = input.calendar_id for no key update;
    if calendar.id is null then
        raise exception 'There is no such calendar.' using errcode = 'QL404';
    elsif coalesce(cardinality(input.hours), 0) not between 1 and 50 then
        raise exception 'A calendar has 1 to 50 opening hours.' using errcode = 'QL400';
    elsif exists (select from unnest(input.hours) as h where num_nulls(h.weekday, h.opens_at, h.closes_at) > 0 or h.weekday not between 1 and 7 or h.closes_at <= h.opens_at)
            or exists (select from unnest(input.hours) with ordinality as a, unnest(input.hours) with ordinality as b
                where a.ordinality < b.ordinality and a.weekday = b.weekday and a.opens_at < b.closes_at and b.opens_at < a.closes_at) then
        raise exception 'Opening hours are of a weekday from 1 to 7, end after they begin, and do not overlap.' using errcode = 'QL400';
    end if;
    delete from service_calendar_hours h where h.calendar_id = calendar.id;
    insert into service_calendar_hours (calendar_id, weekday, opens_at, closes_at)
    select calendar.id, h.weekday, h.opens_at, h.closes_at from unnest(input.hours) as h;
    return row (calendar.id);
end
$$;

create function save_automation_rule(input save_automation_rule_input) returns save_automation_rule_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    rule automation_rules;
    category support_categories;
begin
    perform caller();
    select * into category from support_categories c where c.id = input.category_id;
    if input.category_id is not null and category.id is null then
        raise exception 'There is no such category.' using errcode = 'QL404';
    elsif category.kind <> input.kind then
        raise exception 'The category is of another kind.' using errcode = 'QL400';
    elsif input.resolves_after <= interval '0' or input.resolves_after > interval '30 days' or input."position" not between 1 and 10000 then
        raise exception 'A rule resolves within 30 days, and has a position from 1 to 10,000.' using errcode = 'QL400';
    elsif input.rule_id is null then
        if input.locale is null then
            raise exception 'The language is missing.' using errcode = 'QL400';
        end if;
        insert into automation_rules (code, name_pl, name_en, kind, category_id, channel_kind, locale, body, resolves_after, position, active)
        values (required_code(input.code), required_text(input.name_pl, 'name', 200), required_text(input.name_en, 'name', 200), coalesce(input.kind, category.kind),
            category.id, input.channel_kind, input.locale, required_text(input.body, 'answer', 4000), input.resolves_after, coalesce(input."position", 1),
            coalesce(input.active, true))
        on conflict (code) do nothing returning * into rule;
        if rule.id is null then
            raise exception 'There is such a rule already.' using errcode = 'QL409';
        end if;
        return row (rule.id);
    end if;
    select * into rule from automation_rules r where r.id = input.rule_id for no key update;
    if rule.id is null then
        raise exception 'There is no such rule.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, rule.version);
    update automation_rules r set name_pl = changed_text(input.name_pl, r.name_pl, 'name', 200), name_en = changed_text(input.name_en, r.name_en, 'name', 200),
        body = changed_text(input.body, r.body, 'answer', 4000), resolves_after = coalesce(input.resolves_after, r.resolves_after),
        position = coalesce(input."position", r.position), active = coalesce(input.active, r.active)
    where r.id = rule.id;
    return row (rule.id);
end
$$;

grant execute on function save_agent(save_agent_input), set_agent_skill(set_agent_skill_input), remove_agent_skill(remove_agent_skill_input) to concierge_lead, concierge_admin;
grant execute on function save_team(save_team_input), update_service_tier(update_service_tier_input), save_category(save_category_input),
    set_calendar_hours(set_calendar_hours_input), save_automation_rule(save_automation_rule_input) to concierge_admin;

reset role;
revoke create on schema public from concierge_writer;
create trigger served after update of serves_tiers or delete on teams for each row execute function refuse_unserved_tiers();
call concierge.apply_access();
