import { randomUUID } from 'crypto';
import { JsonMap } from '../assembly';
import { GatewayResponse } from '../types';

/** A role, as far as IAM describes it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
const VERSION = '2010-05-08';
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** Roles of the templates: the function that sets the account's logging role asks IAM whether the one that is set is still there. */
export class Roles {
  private readonly roles = new Map<string, Role>();

  /** Takes the roles of an assembly in the place of those before: one that is gone from the templates is gone. */
  public replace(roles: readonly Role[]): void {
    this.roles.clear();
    roles.forEach((role) => this.roles.set(role.name, role));
  }

  /** Answers as IAM's query protocol does: parameters of a form in, XML out. https://docs.aws.amazon.com/IAM/latest/UserGuide/iam-query-api-basics.html */
  public call(form: URLSearchParams): GatewayResponse {
    const [operation, name] = [String(form.get('Action')), form.get('RoleName') ?? ''];
    if (operation !== 'GetRole') {
      return refusal(400, 'InvalidAction', `${text(operation)} is not served here`);
    }
    if (!ROLE_NAME.test(name)) {
      return refusal(400, 'ValidationError', 'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-');
    }
    const role = this.roles.get(name);
    return role ? description(role) : refusal(404, 'NoSuchEntity', `The role with name ${name} cannot be found.`);
  }
}

/** Whether a request is one of IAM's query protocol. */
export function isQuery(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-www-form-urlencoded') === true;
}

/** A role's path as its template has it. */
export function rolePath({ Path }: JsonMap): string {
  return typeof Path === 'string' ? Path : '/';
}

function description({ name, arn, path, createdAt }: Role): GatewayResponse {
  const members = `<Path>${text(path)}</Path><Arn>${text(arn)}</Arn><RoleName>${name}</RoleName><RoleId>AROALOCAL${text(name).slice(0, 8).toUpperCase()}</RoleId><CreateDate>${new Date(createdAt).toISOString()}</CreateDate>`;
  return answered(200, `<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/${VERSION}/"><GetRoleResult><Role>${members}</Role></GetRoleResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetRoleResponse>`);
}

function refusal(status: number, code: string, message: string): GatewayResponse {
  return answered(status, `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/${VERSION}/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`);
}

function answered(status: number, xml: string): GatewayResponse {
  return { status, headers: [['Content-Type', 'text/xml']], body: Buffer.from(xml) };
}

function text(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
