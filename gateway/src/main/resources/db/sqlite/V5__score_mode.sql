-- SPDX-License-Identifier: Apache-2.0
-- Scale of the scores of whoever has the key, and of a deployment; null for none of its own.

alter table api_keys add column score_mode text;
alter table deployments add column score_mode text;
