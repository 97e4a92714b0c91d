-- What a figure is asked for: a name, a range, a zone and a segment; and what follows of it before anything is counted.
create type range_preset as enum (
    'TODAY', 'YESTERDAY', 'LAST_7_DAYS', 'LAST_30_DAYS', 'LAST_90_DAYS', 'THIS_WEEK', 'LAST_WEEK', 'THIS_MONTH', 'LAST_MONTH', 'THIS_QUARTER',
    'LAST_QUARTER', 'THIS_YEAR', 'LAST_YEAR', 'LAST_365_DAYS');
create type kpi_bucket as enum ('DAY', 'WEEK', 'MONTH', 'QUARTER');
create type kpi_status as enum ('ON_TARGET', 'AT_RISK', 'OFF_TARGET', 'NO_TARGET', 'NO_DATA');
create type no_data_reason as enum ('NO_ROWS', 'NOT_COLLECTED', 'SMALL_GROUP', 'PART_MISSING', 'TOO_YOUNG');
create type date_range_input as ("from" date, "to" date);
create type moment_range_input as ("from" timestamptz, "to" timestamptz);
create type range_input as (preset range_preset, dates date_range_input, moments moment_range_input);
create type segment_input as (tiers service_tier[], channels channel[], category_ids uuid[], agent_ids uuid[], team_ids uuid[]);
create type kpi_call as (ordinal integer, name kpi_name, range range_input, time_zone text, segment segment_input);
create type kpi_series_call as (ordinal integer, name kpi_name, range range_input, time_zone text, segment segment_input, bucket kpi_bucket);
create type kpi_by_call as (ordinal integer, name kpi_name, range range_input, time_zone text, segment segment_input, dimension kpi_dimension);

-- A range in local time, and the one that it is compared with: [from, to), cut at what has passed.
create type figure_range as (
    time_zone text, opens timestamp, closes timestamp, previous_opens timestamp, previous_closes timestamp, partial boolean, whole_days boolean);

grant usage, create on schema concierge to concierge_reader;
set local role concierge_reader;
set local search_path = concierge, public;

create function figure_range(range range_input, zone text) returns figure_range
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp
    as $$
declare
    known figure_range;
    today timestamp;
    clock timestamp;
    step interval;
begin
    if zone !~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$' then
        raise exception 'There is no time zone %.', zone using errcode = 'QL400', hint = 'Name one of the IANA''s, as Europe/Warsaw.';
    end if;
    begin
        clock := now() at time zone zone;
    exception when invalid_parameter_value then
        raise exception 'There is no time zone %.', zone using errcode = 'QL400', hint = 'Name one of the IANA''s, as Europe/Warsaw.';
    end;
    known.time_zone := zone;
    today := date_trunc('day', clock);
    if num_nonnulls(range.preset, (range.dates)."from", (range.moments)."from") <> 1 then
        raise exception 'A range is a preset, dates or moments.' using errcode = 'QL400';
    elsif range.preset is not null then
        step := case
            when range.preset in ('TODAY', 'YESTERDAY') then interval '1 day'
            when range.preset in ('THIS_WEEK', 'LAST_WEEK') then interval '7 days'
            when range.preset in ('THIS_MONTH', 'LAST_MONTH') then interval '1 month'
            when range.preset in ('THIS_QUARTER', 'LAST_QUARTER') then interval '3 months'
            when range.preset in ('THIS_YEAR', 'LAST_YEAR') then interval '1 year'
            else make_interval(days => substring(range.preset::text from '\d+')::integer) end;
        known.opens := case
            when range.preset in ('TODAY', 'YESTERDAY') then today
            when range.preset in ('THIS_WEEK', 'LAST_WEEK') then date_trunc('week', today)
            when range.preset in ('THIS_MONTH', 'LAST_MONTH') then date_trunc('month', today)
            when range.preset in ('THIS_QUARTER', 'LAST_QUARTER') then date_trunc('quarter', today)
            when range.preset in ('THIS_YEAR', 'LAST_YEAR') then date_trunc('year', today)
            else today end;
        -- LAST_7_DAYS and its like are whole days, and end with yesterday
        if range.preset = 'YESTERDAY' or range.preset::text like 'LAST%' then
            known.opens := known.opens - step;
        end if;
        known.closes := known.opens + step;
        known.previous_opens := known.opens - step;
        known.previous_closes := known.opens;
    elsif (range.dates)."from" is not null then
        known.opens := (range.dates)."from";
        known.closes := (range.dates)."to";
        known.previous_opens := known.opens - (known.closes - known.opens);
        known.previous_closes := known.opens;
    else
        known.opens := (range.moments)."from" at time zone zone;
        known.closes := (range.moments)."to" at time zone zone;
        known.previous_opens := ((range.moments)."from" - ((range.moments)."to" - (range.moments)."from")) at time zone zone;
        known.previous_closes := known.opens;
    end if;
    if known.closes is null or not isfinite(known.opens) or not isfinite(known.closes) or known.closes <= known.opens then
        raise exception 'A range ends after its beginning.' using errcode = 'QL400';
    elsif known.closes - known.opens > interval '1100 days' or known.opens < timestamp '2000-01-01' or known.closes > timestamp '2100-01-01' then
        raise exception 'A range has at most 1,100 days, between 2000 and 2100.' using errcode = 'QL400';
    end if;
    known.whole_days := known.opens = date_trunc('day', known.opens) and known.closes = date_trunc('day', known.closes);
    known.partial := known.closes > clock;
    if known.partial and clock > known.opens then
        known.previous_closes := least(known.previous_closes, known.previous_opens + (clock - known.opens));
    end if;
    return known;
end
$$;

-- The categories that are meant, with their descendants.
create function category_branches(ids uuid[]) returns uuid[]
    language sql stable
    begin atomic
        with recursive branch as (
            select c.id from support_categories c where c.id = any(ids)
            union
            select c.id from support_categories c join branch b on c.parent_id = b.id
        )
        select case when ids is not null then coalesce(array_agg(id), '{}') || case when array_position(ids, null) is not null then array[null::uuid] else '{}' end end
        from branch;
    end;

-- Refuses what the caller may not see, and what no row can have. Answers the segment that holds: agents see their own work alone.
create function figure_segment(definition kpi_definitions, segment segment_input, whole_days boolean) returns segment_input
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp
    as $$
declare
    role constant text := substr(current_setting('role'), 11);
    subject constant uuid := nullif(current_setting('claims.sub', true), '')::uuid;
    held segment_input := segment;
begin
    if definition.name is null then
        raise exception 'The name is missing.' using errcode = 'QL400';
    elsif current_setting('role') not in ('none', 'concierge_reader') and not role = any(definition.roles) then
        raise exception 'You may not see %.', definition.name using errcode = 'QL403';
    elsif 0 in (cardinality(segment.tiers), cardinality(segment.channels), cardinality(segment.category_ids), cardinality(segment.agent_ids),
            cardinality(segment.team_ids)) then
        raise exception 'A list of a segment has a member.' using errcode = 'QL400', hint = 'Leave the list out.';
    elsif (segment.tiers is not null and not 'TIER' = any(definition.dimensions)) or (segment.channels is not null and not 'CHANNEL' = any(definition.dimensions))
            or (segment.category_ids is not null and not 'CATEGORY' = any(definition.dimensions))
            or (segment.agent_ids is not null and not 'AGENT' = any(definition.dimensions))
            or (segment.team_ids is not null and not 'TEAM' = any(definition.dimensions)) then
        raise exception '% is not told by this segment.', definition.name using errcode = 'QL400',
            detail = json_build_object('dimensions', definition.dimensions);
    elsif definition.small_groups and not whole_days and role in ('agent', 'vip_manager') then
        raise exception 'Marks are told by whole days.' using errcode = 'QL400';
    end if;
    if role in ('agent', 'vip_manager') then
        if segment.agent_ids is not null and segment.agent_ids <> array[subject] then
            raise exception 'You see your own work.' using errcode = 'QL403';
        elsif definition.dimensions = '{AGENT,TEAM}' then
            held.agent_ids := array[subject];
        end if;
    elsif role = 'auditor' and segment.agent_ids is not null and definition.name <> 'QUALITY_SCORE' then
        raise exception 'You see the quality of agents alone.' using errcode = 'QL403';
    end if;
    held.category_ids := category_branches(segment.category_ids);
    return held;
end
$$;

-- 95 %, two-sided, by degrees of freedom; the normal distribution beyond 200.
create function t_quantile(freedom bigint) returns double precision
    language sql immutable parallel safe
    return case when freedom between 1 and 200 then (array[
        12.70620473, 4.302652730, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163, 2.228138852, 2.200985160, 2.178812830,
        2.160368656, 2.144786688, 2.131449546, 2.119905299, 2.109815578, 2.100922040, 2.093024054, 2.085963447, 2.079613845, 2.073873068, 2.068657610, 2.063898562,
        2.059538553, 2.055529439, 2.051830516, 2.048407142, 2.045229642, 2.042272456, 2.039513446, 2.036933343, 2.034515297, 2.032244509, 2.030107928, 2.028094001,
        2.026192463, 2.024394164, 2.022690920, 2.021075390, 2.019540970, 2.018081703, 2.016692199, 2.015367574, 2.014103389, 2.012895599, 2.011740514, 2.010634758,
        2.009575237, 2.008559112, 2.007583770, 2.006646805, 2.005745995, 2.004879288, 2.004044783, 2.003240719, 2.002465459, 2.001717484, 2.000995378, 2.000297822,
        1.999623585, 1.998971517, 1.998340543, 1.997729654, 1.997137908, 1.996564419, 1.996008354, 1.995468931, 1.994945415, 1.994437112, 1.993943368, 1.993463567,
        1.992997126, 1.992543495, 1.992102154, 1.991672610, 1.991254395, 1.990847069, 1.990450210, 1.990063421, 1.989686323, 1.989318557, 1.988959780, 1.988609667,
        1.988267907, 1.987934206, 1.987608282, 1.987289865, 1.986978700, 1.986674541, 1.986377154, 1.986086317, 1.985801814, 1.985523442, 1.985251004, 1.984984312,
        1.984723186, 1.984467455, 1.984216952, 1.983971519, 1.983731003, 1.983495259, 1.983264145, 1.983037526, 1.982815274, 1.982597262, 1.982383370, 1.982173483,
        1.981967490, 1.981765282, 1.981566757, 1.981371815, 1.981180359, 1.980992298, 1.980807541, 1.980626002, 1.980447599, 1.980272249, 1.980099876, 1.979930405,
        1.979763763, 1.979599878, 1.979438685, 1.979280117, 1.979124109, 1.978970602, 1.978819535, 1.978670850, 1.978524491, 1.978380405, 1.978238539, 1.978098842,
        1.977961264, 1.977825758, 1.977692277, 1.977560777, 1.977431212, 1.977303542, 1.977177724, 1.977053720, 1.976931489, 1.976810994, 1.976692198, 1.976575066,
        1.976459563, 1.976345655, 1.976233309, 1.976122494, 1.976013178, 1.975905331, 1.975798924, 1.975693928, 1.975590315, 1.975488058, 1.975387131, 1.975287508,
        1.975189163, 1.975092073, 1.974996213, 1.974901560, 1.974808092, 1.974715786, 1.974624621, 1.974534576, 1.974445630, 1.974357764, 1.974270957, 1.974185191,
        1.974100447, 1.974016708, 1.973933954, 1.973852169, 1.973771337, 1.973691440, 1.973612462, 1.973534388, 1.973457202, 1.973380889, 1.973305434, 1.973230823,
        1.973157042, 1.973084077, 1.973011915, 1.972940542, 1.972869946, 1.972800114, 1.972731033, 1.972662692, 1.972595079, 1.972528182, 1.972461990, 1.972396491,
        1.972331676, 1.972267533, 1.972204051, 1.972141222, 1.972079034, 1.972017478, 1.971956544, 1.971896224])[freedom]
        when freedom > 200 then 1.959963985 end;

revoke execute on function figure_range(range_input, text), category_branches(uuid[]), figure_segment(kpi_definitions, segment_input, boolean), t_quantile(bigint)
    from public;
reset search_path;
reset role;
revoke create on schema concierge from concierge_reader;
