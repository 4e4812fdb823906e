import { mkdtempSync, rmSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openContext } from '../src/server/main.ts';
import { newId, newToken, hashToken } from '../src/server/platform/ids.ts';
const home = mkdtempSync(join(tmpdir(), 'shiji-write-'));
const { ctx, close } = await openContext({ home, log: 'silent' });
const { db } = ctx; const now = new Date();
const { id: org, path } = await db.selectFrom('org').select(['id','path']).executeTakeFirstOrThrow();
const belongs={org_id:org,org_path:path}; const person=newId(now); const {token}=newToken();
await db.insertInto('person').values({...belongs,id:person,name:'压测',created_at:now,version:1}).execute();
await db.insertInto('account').values({id:person,login:person,password_hash:'-',created_at:now}).execute();
await db.insertInto('access_grant').values({...belongs,role:'office',since:now,created_at:now,id:newId(now),person_id:person}).execute();
await db.insertInto('session').values({id:newId(now),token_hash:hashToken(token),account_id:person,device:'',created_at:now,seen_at:now,expires_at:new Date(now.getTime()+86400000)}).execute();
const client = new pg.Client({ connectionString: ctx.databaseUrl }); await client.connect();
const pid=(await client.query('select pg_backend_pid() p')).rows[0].p;
const ticks=()=>{const st=readFileSync(`/proc/${pid}/stat`,'utf8');const f=st.slice(st.lastIndexOf(')')+2).split(' ');return (Number(f[11])+Number(f[12]))*10;};
const ctx2 = "set local role shiji_app; set local app.person = '"+person+"'; set local app.scopes = '{\"\"}'";
const S: Record<string,[string,()=>any[]]> = {
 begin_commit: ['', ()=>[]],
 whoIs: [`select "seen_at", who_is("account_id", $1::timestamptz, $2::date) as "who" from "session" where "token_hash" = $3 and "expires_at" > $4 and "seen_at" > $5`, ()=>[now,'2026-11-25',hashToken(token),now,new Date(now.getTime()-3600000)]],
 findOrg: [`select * from "org" where "id" = $1`, ()=>[org]],
 insertPerson: [`insert into "person" ("id","org_id","org_path","name","number","mobile","email","created_at","version") values ($1,$2,$3,$4,$5,$6,$7,$8,$9)`, ()=>[newId(new Date()),org,path,'李桂兰',null,'13812345678',null,now,1]],
 findPerson: [`select "p".*, "o"."name" as "org_name" from "person" as "p" inner join "org" as "o" on "o"."id"="p"."org_id" where "p"."id"=$1`, ()=>[person]],
 record: [`with given as materialized (
      select * from json_to_recordset($1::json) as g
        (id uuid, at timestamptz, actor text, act text, subject text, org_id uuid, org_path ltree,
         commitment bytea, salt bytea, content text)
    ), entry as (
      insert into record_entry (id, at, actor, act, subject, org_id, org_path, commitment)
      select id, at, actor, act, subject, org_id, org_path, commitment from given
    )
    insert into record_content (entry_id, org_path, salt, content)
    select id, org_path, salt, content from given`, ()=>[JSON.stringify([{id:newId(new Date()),at:now,actor:'person:'+person,act:'person.create',subject:'person:'+newId(new Date()),...belongs,commitment:'\\x'+'ab'.repeat(32),salt:'\\x'+'cd'.repeat(32),content:'x'.repeat(300)}])]],
 entry2: [`insert into record_entry (id, at, actor, act, subject, org_id, org_path, commitment) values ($1,$2,$3,$4,$5,$6,$7,$8)`, ()=>[newId(new Date()),now,'person:'+person,'person.create','person:'+newId(new Date()),org,path,Buffer.alloc(32)]],
};
for (const [name,[text,vals]] of Object.entries(S)) for (const mode of ['unnamed','named','custom']) {
  await client.query('rollback'); await client.query(mode==='custom'?'set plan_cache_mode=force_custom_plan':'set plan_cache_mode=auto');
  const N=1500; 
  await client.query('begin'); if(name!=='whoIs') await client.query(ctx2);
  if (!text) { await client.query('rollback'); }
  const run = async()=>{ if(!text){await client.query('begin'); await client.query(ctx2); await client.query('commit');} else await client.query(mode==='unnamed'?{text,values:vals()}:{name:name+mode,text,values:vals()}); };
  for(let i=0;i<50;i++) await run();
  const p0=ticks(),c0=process.cpuUsage(),t0=performance.now();
  for(let i=0;i<N;i++) await run();
  const c=process.cpuUsage(c0);
  console.log(name.padEnd(14),mode.padEnd(8),'wall us',((performance.now()-t0)*1000/N).toFixed(0),'pg us',((ticks()-p0)*1000/N).toFixed(0),'node us',((c.user+c.system)/N).toFixed(0));
}
await client.end(); await close(); rmSync(home,{recursive:true,force:true});
