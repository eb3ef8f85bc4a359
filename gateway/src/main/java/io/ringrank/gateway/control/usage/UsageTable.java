// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.control.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** SQL of the usage: one row for each day, caller and deployment, to which is added. */
final class UsageTable {

    private UsageTable() {}

    static void add(Handle handle, Collection<UsageRow> rows) {
        PreparedBatch batch = handle.prepareBatch("insert into usage (day, caller, deployment,"
                + " requests, errors, pairs, cached_pairs, tokens, cached_tokens)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (day, caller, deployment) do update set"
                + " requests = requests + excluded.requests, errors = errors + excluded.errors,"
                + " pairs = pairs + excluded.pairs,"
                + " cached_pairs = cached_pairs + excluded.cached_pairs,"
                + " tokens = tokens + excluded.tokens,"
                + " cached_tokens = cached_tokens + excluded.cached_tokens");
        for (UsageRow row : rows) {
            Usage usage = row.usage();
            batch.add(row.day().toString(), row.caller(), row.deployment(), usage.requests(),
                    usage.errors(), usage.pairs(), usage.cachedPairs(), usage.tokens(),
                    usage.cachedTokens());
        }
        batch.execute();
    }

    /** Newest day first. */
    static List<UsageRow> find(Handle handle, UsageQuery query, int rowsMax, int offset) {
        return handle.createQuery("select * from usage where day between :from and :to"
                + " and (:caller is null or caller = :caller)"
                + " and (:deployment is null or deployment = :deployment)"
                + " order by day desc, caller, deployment limit :rows offset :offset")
                .bind("from", query.from().toString())
                .bind("to", query.to().toString())
                .bind("caller", query.caller())
                .bind("deployment", query.deployment())
                .bind("rows", rowsMax)
                .bind("offset", offset)
                .map((row, _) -> row(row))
                .list();
    }

    private static UsageRow row(ResultSet row) throws SQLException {
        return new UsageRow(LocalDate.parse(row.getString("day")), row.getString("caller"),
                row.getString("deployment"),
                new Usage(row.getLong("requests"), row.getLong("errors"), row.getLong("pairs"),
                        row.getLong("cached_pairs"), row.getLong("tokens"),
                        row.getLong("cached_tokens")));
    }
}
