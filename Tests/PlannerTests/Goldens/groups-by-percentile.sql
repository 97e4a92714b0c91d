-- Query.tickets: step 0, lane analytic
SELECT t."tier", percentile_cont($1) WITHIN GROUP (ORDER BY t."reopen_count"), percentile_disc($2) WITHIN GROUP (ORDER BY t."created_at")
FROM "public"."support_tickets" AS t
GROUP BY t."tier"
HAVING percentile_cont($3) WITHIN GROUP (ORDER BY t."reopen_count") > $4
ORDER BY percentile_disc($5) WITHIN GROUP (ORDER BY t."created_at") DESC, t."tier"
LIMIT 501

-- costs 500
