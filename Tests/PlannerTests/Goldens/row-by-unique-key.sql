-- Query.ticketByNumber: step 0, lane point
SELECT t."id", t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE t."ticket_number" = ANY($1)

-- costs 1
