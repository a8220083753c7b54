using JobRunner;
using JobRunner.Http;
using JobRunner.Http.Access;
using JobRunner.Http.Description;
using JobRunner.Http.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps JobRunner's HTTP interface.</summary>
public static class JobsHttpEndpointRouteBuilderExtensions
{
    /// <summary>Maps the jobs. Each route needs its permission, see <see cref="JobsHttpOptions.Clients"/>; who calls is known by a client certificate.</summary>
    /// <remarks>It asks for the <see cref="IJobsManager"/>, so that one that can't be made fails here.</remarks>
    /// <returns>What applies to all of these routes can be added to it: <c>RequireRateLimiting</c>, more of <c>RequireAuthorization</c>.</returns>
    /// <param name="endpoints">Where to map them.</param>
    /// <param name="pattern">Below which path.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJobsManager()</c> or <c>AddJobsHttp()</c> was not called, or a configured value can't be read; the message names it.</exception>
    /// <exception cref="OptionsValidationException">The options make no sense; the message names them.</exception>
    public static IEndpointConventionBuilder MapJobsHttp(this IEndpointRouteBuilder endpoints, string pattern = "/jobs")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        RequireServices(endpoints);
        var group = endpoints.MapGroup(pattern);
        var jobs = endpoints.ServiceProvider.GetRequiredService<JobsEndpoints>();
        foreach (var route in jobs.Routes)
        {
            group.MapMethods(route.Pattern, [route.Method], context => jobs.RunAsync(context, route))
                .RequireAuthorization(Permission.PolicyFor(route.Permission))
                .DescribedAs(route.Name);
        }

        // Where there is no such method, and routing's own answer would have no body.
        foreach (var routes in jobs.Routes.GroupBy(route => route.Pattern))
        {
            var allowed = string.Join(", ", routes.Select(route => route.Method));
            group.Map(routes.Key, context => jobs.RefuseMethodAsync(context, allowed))
                .RequireAuthorization(Permission.PolicyFor(permission: null))
                .WithMetadata(new ExcludeFromDescriptionAttribute());
        }

        return group;
    }

    /// <summary>Maps <c>GET /openapi/v1.json</c>, the OpenAPI document of the whole host, for every client in the table.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJobsManager()</c> or <c>AddJobsHttp()</c> was not called; the message names it.</exception>
    public static IEndpointConventionBuilder MapJobsOpenApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RequireServices(endpoints);
        return endpoints.MapOpenApi().RequireAuthorization(Permission.PolicyFor(permission: null)).DescribedAs(DescribedOperation.Document);
    }

    /// <summary>Maps <c>GET /</c>: the service's name, who the caller is and what it may, and where to go on.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddJobsManager()</c> or <c>AddJobsHttp()</c> was not called, or a configured value can't be read; the message names it.</exception>
    /// <exception cref="OptionsValidationException">The options make no sense; the message names them.</exception>
    public static IEndpointConventionBuilder MapJobsRoot(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RequireServices(endpoints);
        var policy = endpoints.ServiceProvider.GetRequiredService<Policy>();
        return endpoints.MapMethods("/", ["GET"], context => RootEndpoint.HandleAsync(context, policy))
            .RequireAuthorization(Permission.PolicyFor(permission: null))
            .DescribedAs(DescribedOperation.Root);
    }

    private static void RequireServices(IEndpointRouteBuilder endpoints)
    {
        var known = endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>();
        foreach (var (service, call) in new[] { (typeof(IJobsManager), "AddJobsManager()"), (typeof(JobsEndpoints), "AddJobsHttp()") })
        {
            if (!known.IsService(service))
            {
                throw new InvalidOperationException($"JobRunner can't be mapped: call services.{call} first.");
            }
        }
    }
}
