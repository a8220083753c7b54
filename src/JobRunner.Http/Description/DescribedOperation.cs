using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JobRunner.Http.Description;

/// <summary>That openapi.json describes an endpoint, wherever it is mapped.</summary>
/// <param name="Id">The operationId there.</param>
internal sealed record DescribedOperation(string Id);

/// <summary>How an endpoint becomes one that is described.</summary>
internal static class DescribedOperationExtensions
{
    /// <summary>Names an endpoint, and has it described by openapi.json, not by what ASP.NET Core would find out about it.</summary>
    public static TBuilder DescribedAs<TBuilder>(this TBuilder endpoint, string id)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithName(id).WithMetadata(new DescribedOperation(id), new ExcludeFromDescriptionAttribute());
}
