// Asks the server at URL as one SDK does, and prints what the SDK made of the answer as JSON.
const [, , sdk, url, key] = process.argv;
const model = 'bge';
const query = 'What is a panda?';
const documents = ['bb', 'a', 'ccc'];

const asks = {
  'cohere-ai v1': async () => {
    const { CohereClient } = await import('cohere-ai');
    const client = new CohereClient({ token: key, environment: `${url}/cohere` });
    const answer = await client.rerank({
      model, query, documents: documents.map((text) => ({ text })), topN: 2,
      returnDocuments: true, maxChunksPerDoc: 10,
    });
    return answer.results.map((r) => [r.index, r.relevanceScore, r.document.text]);
  },
  'cohere-ai v1 on the shared path': async () => {
    const { CohereClient } = await import('cohere-ai');
    const client = new CohereClient({ token: key, environment: url });
    const answer = await client.rerank({ model, query, documents, topN: 2, returnDocuments: true });
    return answer.results.map((r) => [r.index, r.relevanceScore, r.document.text]);
  },
  'cohere-ai v2': async () => {
    const { CohereClientV2 } = await import('cohere-ai');
    const client = new CohereClientV2({ token: key, environment: url });
    const answer = await client.rerank({ model, query, documents, topN: 2 });
    return answer.results.map((r) => [r.index, r.relevanceScore, documents[r.index]]);
  },
  'voyageai': async () => {
    const { VoyageAIClient } = await import('voyageai');
    const client = new VoyageAIClient({ apiKey: key, environment: `${url}/voyage/v1` });
    const answer = await client.rerank({ model, query, documents, topK: 2, returnDocuments: true });
    return answer.data.map((r) => [r.index, r.relevanceScore, r.document]);
  },
  '@langchain/cohere': async () => {
    const { CohereRerank } = await import('@langchain/cohere');
    const { CohereClient } = await import('cohere-ai');
    const client = new CohereClient({ token: key, environment: `${url}/cohere` });
    const answer = await new CohereRerank({ client, model, topN: 2 }).rerank(documents, query);
    return answer.map((r) => [r.index, r.relevanceScore, documents[r.index]]);
  },
  '@ai-sdk/cohere': async () => {
    const { rerank } = await import('ai');
    const { createCohere } = await import('@ai-sdk/cohere');
    const cohere = createCohere({ apiKey: key, baseURL: `${url}/v2` });
    const answer = await rerank({ model: cohere.reranking(model), query, documents, topN: 2 });
    return answer.ranking.map((r) => [r.originalIndex, r.score, r.document]);
  },
  'together-ai': async () => {
    const { default: Together } = await import('together-ai');
    const client = new Together({ apiKey: key, baseURL: `${url}/v1` });
    const answer = await client.rerank.create({
      model, query, documents, top_n: 2, return_documents: true,
    });
    return answer.results.map((r) => [r.index, r.relevance_score, r.document.text]);
  },
  '@mixedbread/sdk': async () => {
    const { default: Mixedbread } = await import('@mixedbread/sdk');
    const client = new Mixedbread({ apiKey: key, baseURL: url });
    const answer = await client.rerank({
      model, query, input: documents, top_k: 2, return_input: true,
    });
    return answer.data.map((r) => [r.index, r.score, r.input]);
  },
};

console.log(JSON.stringify(await asks[sdk]()));
