using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JobRunner.Http.Description;

/// <summary>What an endpoint does, wherever it is mapped and however often: the operationId in openapi.json, and the action in the audit.</summary>
/// <param name="Name">Its name.</param>
internal sealed record DescribedOperation(string Name)
{
    public const string Root = "Root";
    public const string Document = "Document";

    /// <returns>Null: it is none of JobRunner's.</returns>
    public static string? NameOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<DescribedOperation>()?.Name;
}

/// <summary>How an endpoint becomes one that is described.</summary>
internal static class DescribedOperationExtensions
{
    /// <summary>
    /// Has an endpoint described by openapi.json, not by what ASP.NET Core would find out about it. It gets no endpoint name, which the whole host could have only once.
    /// </summary>
    public static TBuilder DescribedAs<TBuilder>(this TBuilder endpoint, string name)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new DescribedOperation(name), new ExcludeFromDescriptionAttribute());
}
