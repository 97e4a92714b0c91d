-- Query.tickets: step 0, lane analytic
SELECT count(*)::int4, count(DISTINCT t."reopen_count")::int4, sum(t."reopen_count"), avg(t."reopen_count"), min(t."reopen_count"), max(t."reopen_count"), percentile_cont($1) WITHIN GROUP (ORDER BY t."reopen_count"), sum(t."sentiment"::float8), avg(t."sentiment"), min(t."created_at"), max(t."created_at"), count(DISTINCT t."status")::int4, count(DISTINCT t."assigned_agent_id")::int4, percentile_cont($2) WITHIN GROUP (ORDER BY (extract(epoch from now() - created_at)::float8)::double precision)
FROM "public"."support_tickets" AS t
WHERE t."tier" IN (CAST('VIP_GOLD' AS "public"."service_tier"), CAST('VIP_DIAMOND' AS "public"."service_tier"))

-- costs 10
