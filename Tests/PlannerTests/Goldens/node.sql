-- Query.node: step 0, lane point
SELECT t."id", t."subject"
FROM "public"."support_tickets" AS t
WHERE t."id" = ANY($1)

-- costs 1
