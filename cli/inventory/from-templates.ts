import { objectOf } from '../../lib/checks/private/values';
import { apisOf, ReadApi } from '../report/read/apis';
import { httpRoutes } from '../report/read/http-routes';
import { ReportInput } from '../report/read/inputs';
import { restRoutes } from '../report/read/rest-routes';
import { mentionsResource, resourcesOfType, shownText } from '../report/read/values';
import { BlindSpot, InventoryApi, InventoryStage, WebAclAnswer } from './model';
import { inventoryRoute } from './routes';
import { ownerOf, stagesOf, tagsOf } from './tags';

/** Every API of the templates. */
export function apisInTemplates(inputs: readonly ReportInput[], ownerTag: string): InventoryApi[] {
  return inputs.flatMap((input) => apisOf(input).map((api) => apiOf(api, input, ownerTag)));
}

function apiOf({ logicalId, report }: ReadApi, input: ReportInput, ownerTag: string): InventoryApi {
  const { read, resources } = input;
  const own = tagsOf(resources[logicalId]);
  const ofStages = stagesOf(logicalId, resources).map(([, stage]) => tagsOf(stage));
  const owner = ownerOf(ownerTag, [own.tags, ...ofStages.map(({ tags }) => tags), read.stackTags ?? {}]);
  const routesElsewhere = !report.posture && (report.kind === 'REST' ? restRoutes(logicalId, resources) : httpRoutes(logicalId, resources)).opaque;
  return {
    name: report.name,
    kind: report.kind,
    file: report.file,
    stack: report.stack,
    logicalId,
    posture: report.posture,
    ...(owner !== undefined && { owner }),
    tags: { ...read.stackTags, ...own.tags },
    maturity: report.maturity,
    stages: report.stages.map((name): InventoryStage => ({ name, webAcl: report.posture ? 'associated' : webAclOf(name, logicalId, report.kind, input) })),
    routes: report.routes.map(inventoryRoute),
    routesComplete: !routesElsewhere,
    unknown: [
      ...(routesElsewhere ? ['Its document, or a part of it, stands elsewhere: it has routes that are not in the list.'] : []),
      ...(own.opaque || ofStages.some(({ opaque }) => opaque) ? ['It has tags that only the deployment knows.'] : []),
    ],
  };
}

/** What an association in the same template says of a stage: one in another stack can't be seen. */
function webAclOf(stage: string, logicalId: string, kind: InventoryApi['kind'], { resources }: ReportInput): WebAclAnswer {
  if (kind !== 'REST') {
    return 'not possible';
  }
  const arns = resourcesOfType(resources, 'AWS::WAFv2::WebACLAssociation')
    .map(([, { ResourceArn: arn }]) => arn)
    .filter((arn) => mentionsResource(arn, logicalId));
  const named = stagesOf(logicalId, resources)
    .filter(([, resource]) => shownText(objectOf(objectOf(resource).Properties).StageName) === stage)
    .map(([id]) => id);
  const isOfStage = (arn: unknown): boolean => {
    const [, last] = /\/stages\/([^/]+)$/.exec(shownText(arn)) ?? [];
    return last === undefined || last === stage || named.some((id) => mentionsResource(arn, id));
  };
  return arns.some(isOfStage) ? 'associated' : 'none in the template';
}

/** Where APIs could be that no template of these shows. */
export function blindSpotsIn(inputs: readonly ReportInput[]): BlindSpot[] {
  const read = new Set(inputs.map(({ read: { stackName } }) => stackName));
  return inputs.flatMap(({ read: { file, stackName, template }, resources }) => {
    const macros = [template.Transform ?? []].flat().map((transform: unknown) => (typeof transform === 'string' ? transform : shownText(objectOf(transform).Name)))
      .filter((name) => name !== 'AWS::Serverless-2016-10-31' && name !== 'AWS::LanguageExtensions');
    const hidden = Object.entries(resources).flatMap(([logicalId, resource]) => {
      const type = shownText(objectOf(resource).Type);
      if (type === 'AWS::CloudFormation::Stack' && !read.has(`${stackName}/${logicalId}`)) {
        return [`the template of the nested stack ${logicalId} is not here`];
      }
      if (type === 'AWS::Serverless::Application') {
        return [`what the application ${logicalId} makes is not here`];
      }
      return type.endsWith('::MODULE') ? [`what the module ${logicalId} makes is not here`] : [];
    });
    const place = `${stackName} (${file})`;
    return [...macros.map((name) => `the macro ${name} changes the template at the deployment`), ...hidden].map((what) => ({ place, what }));
  });
}
