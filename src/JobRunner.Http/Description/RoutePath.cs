using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace JobRunner.Http.Description;

/// <summary>A route as OpenAPI writes it.</summary>
internal static class RoutePath
{
    private const string NameParameter = "documentName";

    /// <summary>Writes the path: without constraints and defaults, and of the document's own route with its name.</summary>
    public static string Of(RoutePattern pattern, string documentName) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart { Name: NameParameter } => documentName,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }))));

    /// <summary>An operation's parameters, and those that the host has put into the pattern, of which nothing is known but that they are there.</summary>
    public static IEnumerable<IOpenApiParameter> ParametersOf(RoutePattern pattern, IOpenApiPathItem item, OpenApiOperation operation)
    {
        IOpenApiParameter[] described = [.. item.Parameters ?? [], .. operation.Parameters ?? []];
        return pattern.Parameters
            .Select(parameter => parameter.Name)
            .Where(name => name != NameParameter && !described.Any(parameter => parameter.In == ParameterLocation.Path && parameter.Name == name))
            .Select(name => new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } })
            .Concat(described);
    }
}
