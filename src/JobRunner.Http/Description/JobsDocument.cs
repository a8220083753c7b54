using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JobRunner.Http.Description;

/// <summary>Puts what openapi.json says of JobRunner's routes into the host's document.</summary>
internal sealed class JobsDocument : IOpenApiDocumentTransformer
{
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        using var resource = typeof(JobsDocument).Assembly.GetManifestResourceStream("JobRunner.Http.openapi.json")!;
        var own = (await OpenApiDocument.LoadAsync(resource, OpenApiConstants.Json, cancellationToken: cancellationToken).ConfigureAwait(false)).Document!;
        document.Info = own.Info;
        document.Paths ??= [];
        foreach (var (path, item) in own.Paths)
        {
            document.Paths[path] = item;
        }

        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, schema) in own.Components!.Schemas!)
        {
            document.Components.Schemas[name] = schema;
        }

        document.Workspace?.RegisterComponents(document);
    }
}
