import { objectOf } from '../../../lib/checks/private/values';
import { ApiReport } from '../model';
import { fromPosture } from './from-posture';
import { fromTemplate } from './from-template';
import { readInputs, ReportInput } from './inputs';

const API_TYPES = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'];

/** Every API of the assemblies and templates, in their order. @throws where one of them can't be read */
export function readApis(inputs: readonly string[]): ApiReport[] {
  return readInputs(inputs).flatMap((input) => apisOf(input).map(({ report }) => report));
}

/** An API of a template. */
export interface ReadApi {
  readonly logicalId: string;
  readonly report: ApiReport;
}

/** The APIs of one template. */
export function apisOf(input: ReportInput): ReadApi[] {
  return Object.entries(input.resources)
    .filter(([, resource]) => API_TYPES.includes(String(objectOf(resource).Type)))
    .map(([logicalId]) => {
      const posture = input.postures.get(logicalId);
      return { logicalId, report: posture ? fromPosture(posture, input) : fromTemplate(logicalId, input) };
    });
}
