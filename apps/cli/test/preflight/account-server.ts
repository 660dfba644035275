import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalServices, type ServiceRequest } from '@headwaters/local-services';

/** What an account answers, by operation. Status and body of a JSON response. */
export type Answers = Readonly<Record<string, readonly [status: number, body: object]>>;

/** An account on loopback: buckets of the local services, and canned answers for all other operations. */
export async function startAccount(answers: Answers) {
  const folder = mkdtempSync(join(tmpdir(), 'account-'));
  const services = await startLocalServices({
    dataDirectory: folder,
    port: 0,
    handlers: [
      (request, response) => {
        const answer = answerTo(request, answers);
        if (answer === undefined) return Promise.resolve(false);
        response.statusCode = answer.status;
        response.setHeader('Content-Type', answer.type);
        response.end(answer.body);
        return Promise.resolve(true);
      },
    ],
  });
  return {
    variables: {
      AWS_ENDPOINT_URL: services.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    endpoint: services.endpoint,
    stop: async () => {
      await services.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const caller = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::111122223333:user/deployer</Arn><UserId>U</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

function answerTo({ method, url = '', headers }: ServiceRequest, answers: Answers) {
  const operation = operationOf(method, url, headers['x-amz-target']);
  if (operation === 'GetCallerIdentity') return { status: 200, type: 'text/xml', body: caller };
  const answer = operation === undefined ? undefined : answers[operation];
  return answer && { status: answer[0], type: 'application/json', body: JSON.stringify(answer[1]) };
}

function operationOf(method: string | undefined, url: string, target: string | string[] | undefined) {
  if (typeof target === 'string') return target.replace('Kinesis_20131202.', '');
  if (method === 'GET' && url.startsWith('/2016-08-19/account-settings')) return 'GetAccountSettings';
  const [, functionName] = /^\/2019-09-30\/functions\/([^/]+)\/concurrency/.exec(url) ?? [];
  if (functionName !== undefined) return `GetFunctionConcurrency ${functionName}`;
  return method === 'POST' && url === '/' ? 'GetCallerIdentity' : undefined;
}
