import { expect } from 'vitest';
import { blind, finalize } from '../../src/contract/ballot/blind.ts';
import type { Ballot } from '../../src/contract/ballot/operations.ts';
import {
  commitmentsOf,
  messageOf,
  newVote,
  type Paper,
  type Vote,
} from '../../src/contract/ballot/paper.ts';
import { ballotItems, ballotOptions } from './ballot.ts';
import { testServer } from './server.ts';
import { makeWorld } from './world.ts';

interface Refusal {
  readonly code?: string;
}
export interface Slip {
  readonly name: string;
  readonly electorate: string;
  readonly code: string;
}

export const ballotFrame = {
  title: '年度民主测评',
  items: ballotItems,
  options: ballotOptions,
  electorates: [
    { id: 'B', name: '中层', weight: 40 },
    { id: 'C', name: '职工', weight: 60 },
  ],
};

export type BallotHall = Awaited<ReturnType<typeof ballotHall>>;

/** A server with an office that holds ballots, and what its voters do. */
export async function ballotHall() {
  const server = await testServer();
  const world = await makeWorld(server);
  const { cookie } = await world.signInAs('office', world.units.own);
  const member = await world.signInAs('member', world.units.own);

  async function ask<T = Refusal>(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: object,
    as: string = cookie,
  ) {
    const answer = await server.app.inject({
      method,
      url,
      headers: {
        origin: 'http://shiji.test',
        host: 'shiji.test',
        ...(as ? { cookie: as } : {}),
      },
      ...(body ? { payload: body } : {}),
    });
    const json = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: (json ? answer.json() : {}) as T & Refusal,
    };
  }
  /** Another server of the same database and home that strangers go to, over HTTP. */
  let door: string | undefined;
  const anyone = async <T = Refusal>(method: 'GET' | 'POST', path: string, body?: object) => {
    if (door === undefined) return ask<T>(method, path, body, '');
    const answer = await fetch(`${door}${path}`, {
      method,
      ...(body
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
        : {}),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text,
      body: (text.startsWith('{') ? JSON.parse(text) : {}) as T & Refusal,
    };
  };

  const look = async (id: string) => (await ask<Ballot>('GET', `/api/ballots/${id}`)).body;
  async function step(id: string, name: string, more: object = {}) {
    const { version } = await look(id);
    return ask('POST', `/api/ballots/${id}/step`, { step: name, version, ...more });
  }

  /** A draft; people named as `B0号`, their electorate and a number. */
  async function drafted(sizes: Readonly<Record<string, number>>) {
    const made = await ask<{ id: string }>('POST', '/api/ballots', {
      unitId: world.units.own.id,
      ...ballotFrame,
    });
    const { id } = made.body;
    const voters = Object.entries(sizes).flatMap(([electorate, n]) =>
      Array.from({ length: n }, (_, i) => ({ electorate, name: `${electorate}${i}号` })),
    );
    const put = await ask('PUT', `/api/ballots/${id}/roll`, { voters, version: 1 });
    expect(put.status).toBe(200);
    return id;
  }

  async function opened(sizes: Readonly<Record<string, number>>) {
    const id = await drafted(sizes);
    expect((await step(id, 'freeze')).status).toBe(200);
    const { version } = await look(id);
    const { body } = await ask<{ slips: Slip[] }>('POST', `/api/ballots/${id}/codes`, { version });
    expect((await step(id, 'open')).status).toBe(200);
    return { id, slips: body.slips, paper: await paperOf(id) };
  }
  const paperOf = async (id: string) => (await anyone<Paper>('GET', `/open/ballots/${id}`)).body;

  /** Draws with a code and makes the vote; it is not cast yet. */
  async function signed(
    paper: Paper,
    code: string,
    electorate: string,
    answers: readonly string[],
  ) {
    const vote = newVote(electorate, answers);
    const { n } = paper.electorates.find((e) => e.id === electorate)!;
    const message = messageOf(paper.id, electorate, vote.token, commitmentsOf(vote));
    const blinding = blind(n, message);
    const draw = () =>
      anyone<{ signature: string }>('POST', `/open/ballots/${paper.id}/draw`, {
        code,
        electorate,
        blinded: blinding.blinded,
      });
    const { body, status } = await draw();
    expect(status).toBe(200);
    const whole: Vote = { ...vote, signature: finalize(n, message, body.signature, blinding) };
    return { vote: whole, draw, blinding };
  }
  const cast = (id: string, vote: object) => anyone('POST', `/open/ballots/${id}/cast`, vote);

  return {
    server,
    world,
    cookie,
    member,
    ask,
    anyone,
    look,
    step,
    drafted,
    opened,
    paperOf,
    signed,
    cast,
    through: (url: string | undefined) => {
      door = url;
    },
    close: () => server.close(),
  };
}
