-- Query.holidays: step 0, lane analytic
SELECT date_trunc('month', t."day"::timestamp)::date
FROM "public"."holidays" AS t
GROUP BY date_trunc('month', t."day"::timestamp)::date
ORDER BY date_trunc('month', t."day"::timestamp)::date
LIMIT 501

-- Query.holidays: step 1, lane analytic
SELECT t."day", count(*)::int4
FROM "public"."holidays" AS t
GROUP BY t."day"
ORDER BY t."day" DESC
LIMIT 501

-- Query.tickets: step 2, lane analytic
SELECT date_trunc('hour', t."created_at", $1), count(*)::int4
FROM "public"."support_tickets" AS t
GROUP BY date_trunc('hour', t."created_at", $1)
ORDER BY date_trunc('hour', t."created_at", $1)
LIMIT 25

-- costs 1240
