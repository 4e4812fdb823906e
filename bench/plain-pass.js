// One plain pass over some columns: read, multiply, write back. Runs in the calling thread
// when imported and in a worker thread when started as one.
import { isMainThread, parentPort } from 'node:worker_threads';

export function plainPass(columns, factor) {
  for (const column of columns)
    for (let i = 0; i < column.length; i++) column[i] = column[i] * factor;
}

if (!isMainThread)
  parentPort.on('message', ({ columns, factor }) => {
    plainPass(columns, factor);
    parentPort.postMessage('done');
  });
