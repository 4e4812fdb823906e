// biome-ignore lint/style/noRestrictedImports: entry of a Node worker thread
import { parentPort } from 'node:worker_threads';
import { jobs } from './jobs.ts';
import { answering, type Request } from './pool.ts';

const port = parentPort!;
const answer = answering(jobs, (message, transfer) => port.postMessage(message, [...transfer]));
port.on('message', (request: Request) => answer(request));
