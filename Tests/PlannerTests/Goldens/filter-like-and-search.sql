-- Query.tickets: step 0, lane analytic
SELECT t."id"
FROM "public"."support_tickets" AS t
WHERE (t."ticket_number" LIKE $1 AND t."words" @@ (SELECT websearch_to_tsquery('simple', $2)) AND EXISTS (SELECT FROM "public"."ticket_messages" AS r1 WHERE r1."ticket_id" = t."id" AND r1."words" @@ (SELECT websearch_to_tsquery('simple', $3))))
ORDER BY t."id"
LIMIT 2

-- costs 1
