-- Query.tickets: step 0, lane point
SELECT (extract(epoch from now() - created_at)::float8)::double precision
FROM "public"."support_tickets" AS t
ORDER BY t."id"
LIMIT 2

-- costs 1
