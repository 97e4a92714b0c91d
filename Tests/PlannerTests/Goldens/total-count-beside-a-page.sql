-- Query.tickets: step 0, lane analytic
SELECT count(*)::int4
FROM "public"."support_tickets" AS t
WHERE t."subject" ^@ $1

-- Query.tickets: step 1, lane analytic
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE t."subject" ^@ $1
ORDER BY t."id"
LIMIT 11

-- costs 20
