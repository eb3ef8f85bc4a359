// SPDX-License-Identifier: Apache-2.0
// The same request as programs write it.

import { urlToRank as url } from "./api.js";

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param key shown in it if it was just made; else the environment has it */
export function curl(body, key) {
  const bearer = key ? quoted(`Authorization: Bearer ${key}`) : '"Authorization: Bearer $RINGRANK_API_KEY"';
  return `curl ${quoted(url())} \\\n  -H ${bearer} \\\n  -H 'Content-Type: application/json' \\\n`
    + `  -d ${quoted(JSON.stringify(body))}`;
}

const python = (body) => `import json, os, urllib.request

body = json.loads(${JSON.stringify(JSON.stringify(body))})
request = urllib.request.Request(
    ${JSON.stringify(url())},
    data=json.dumps(body).encode(),
    headers={"Authorization": "Bearer " + os.environ["RINGRANK_API_KEY"],
             "Content-Type": "application/json"})
with urllib.request.urlopen(request) as response:
    for result in json.load(response)["results"]:
        print(result["index"], result["relevance_score"])`;

const node = (body) => `const response = await fetch(${JSON.stringify(url())}, {
  method: "POST",
  headers: {
    "Authorization": \`Bearer \${process.env.RINGRANK_API_KEY}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll("\n", "\n  ")}),
});
console.log((await response.json()).results);`;

const java = (body) => `HttpRequest request = HttpRequest.newBuilder(URI.create(${JSON.stringify(url())}))
    .header("Authorization", "Bearer " + System.getenv("RINGRANK_API_KEY"))
    .header("Content-Type", "application/json")
    .POST(HttpRequest.BodyPublishers.ofString(
        ${JSON.stringify(JSON.stringify(body))}))
    .build();
HttpResponse<String> response = HttpClient.newHttpClient()
    .send(request, HttpResponse.BodyHandlers.ofString());
System.out.println(response.body());`;

/** By the names that people look for. */
export const LANGUAGES = { curl, Python: python, Node: node, Java: java };
