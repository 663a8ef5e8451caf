import { objectOf } from '../../../lib/checks/private/values';
import { ApiReport } from '../model';
import { fromPosture } from './from-posture';
import { fromTemplate } from './from-template';
import { readInputs, ReportInput } from './inputs';

const API_TYPES = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'];

/** Every API of the assemblies and templates, in their order. @throws where one of them can't be read */
export function readApis(inputs: readonly string[]): ApiReport[] {
  return readInputs(inputs).flatMap(apisOf);
}

function apisOf(input: ReportInput): ApiReport[] {
  return Object.entries(input.resources)
    .filter(([, resource]) => API_TYPES.includes(String(objectOf(resource).Type)))
    .map(([logicalId]) => {
      const posture = input.postures.get(logicalId);
      return posture ? fromPosture(posture, input) : fromTemplate(logicalId, input);
    });
}
