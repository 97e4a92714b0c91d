-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
WHERE (EXISTS (SELECT FROM "public"."support_tickets" AS r1 WHERE r1."client_id" = t."id" AND r1."created_at" >= $1) OR EXISTS (SELECT FROM "public"."ticket_messages" AS r1 WHERE r1."client_id" = t."id" AND r1."created_at" >= $1) OR EXISTS (SELECT FROM "public"."support_feedback_surveys" AS r1 WHERE r1."client_id" = t."id" AND r1."created_at" >= $1) OR EXISTS (SELECT FROM "public"."white_glove_services" AS r1 WHERE r1."client_id" = t."id" AND r1."created_at" >= $1) OR EXISTS (SELECT FROM "public"."client_tier_history" AS r1 WHERE r1."client_id" = t."id" AND r1."created_at" >= $1) OR EXISTS (SELECT FROM "public"."orders" AS r1 WHERE r1."client_id" = t."id" AND r1."created_at" >= $1))
ORDER BY t."id"
LIMIT 3

-- costs 2
