-- SPDX-License-Identifier: Apache-2.0
-- After how long without a request the engines of a deployment end; null for never.

alter table deployments add column idle_unload_seconds integer;
