-- Query.tickets: step 0, lane point
SELECT o1.order1, t."created_at", t."id", t."ticket_number"
FROM "public"."support_tickets" AS t
LEFT JOIN LATERAL (SELECT j1."full_name" AS order1 FROM "public"."clients" AS j1 WHERE j1."id" = t."client_id") AS o1 ON true
ORDER BY o1.order1, t."created_at" DESC, t."id" DESC
LIMIT 4

-- costs 3
