using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace JobRunner.Http.Description;

/// <summary>Adds what openapi.json says of JobRunner's routes to the host's document: those that are mapped, under the paths that they have in this host.</summary>
internal sealed class JobsDocument(EndpointDataSource endpoints) : IOpenApiDocumentTransformer
{
    /// <summary>That of MapOpenApi() and AddOpenApi() too, so that the host's own calls add to it.</summary>
    public const string Name = "v1";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var mapped = endpoints.Endpoints.OfType<RouteEndpoint>().ToLookup(DescribedOperation.NameOf);
        if (mapped.All(endpoints => endpoints.Key is null))
        {
            return;
        }

        var own = await OwnDocument.ReadAsync(cancellationToken).ConfigureAwait(false);
        document.Paths ??= [];
        foreach (var item in own.Paths.Values)
        {
            foreach (var (method, operation) in item.Operations!)
            {
                foreach (var (index, endpoint) in mapped[operation.OperationId].Index())
                {
                    ItemAt(document, RoutePath.Of(endpoint.RoutePattern, context.DocumentName)).AddOperation(method, At(endpoint, index, item, operation));
                }
            }
        }

        AddComponents(document, own);
        TrimServers(document);

        // What a reference leads to is in the host's document now.
        document.SetReferenceHostDocument();
        document.Workspace?.RegisterComponents(document);
    }

    // What is mapped more than once needs a name of its own each time.
    private static OpenApiOperation At(RouteEndpoint endpoint, int index, IOpenApiPathItem item, OpenApiOperation operation) => new(operation)
    {
        OperationId = index == 0 ? operation.OperationId : $"{operation.OperationId}{index + 1}",
        Parameters = [.. RoutePath.ParametersOf(endpoint.RoutePattern, item, operation)],
    };

    private static OpenApiPathItem ItemAt(OpenApiDocument document, string path)
    {
        // The host may have other methods there.
        if (document.Paths.TryGetValue(path, out var there) && there is OpenApiPathItem known)
        {
            return known;
        }

        var item = new OpenApiPathItem();
        document.Paths[path] = item;
        return item;
    }

    // A path is appended to a server's address as it is: with a slash at the end, https://localhost:8443//jobs would be called.
    private static void TrimServers(OpenApiDocument document)
    {
        foreach (var server in document.Servers ?? [])
        {
            server.Url = server.Url?.TrimEnd('/');
        }
    }

    // All their names begin with JobRunner, so that none is the host's.
    private static void AddComponents(OpenApiDocument document, OpenApiDocument own)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.UnionWith(own.Tags!);
        var all = document.Components ??= new OpenApiComponents();
        all.Schemas = Join(all.Schemas, own.Components!.Schemas);
        all.Responses = Join(all.Responses, own.Components.Responses);
        all.Parameters = Join(all.Parameters, own.Components.Parameters);
        all.Headers = Join(all.Headers, own.Components.Headers);
        all.SecuritySchemes = Join(all.SecuritySchemes, own.Components.SecuritySchemes);
    }

    private static IDictionary<string, T> Join<T>(IDictionary<string, T>? hosts, IDictionary<string, T>? own)
    {
        var joined = hosts ?? new Dictionary<string, T>();
        foreach (var (name, component) in own!)
        {
            joined[name] = component;
        }

        return joined;
    }
}
