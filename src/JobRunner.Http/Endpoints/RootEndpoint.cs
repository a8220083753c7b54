using JobRunner.Http.Access;
using JobRunner.Http.Description;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobRunner.Http.Endpoints;

/// <summary><c>GET /</c>: who am I, what may I do, where to go on?</summary>
internal static class RootEndpoint
{
    public static Task HandleAsync(HttpContext context, Policy policy)
    {
        var caller = Caller.Of(context);
        var info = new ServiceInfo
        {
            Service = "JobRunner",
            Version = typeof(IJobsManager).Assembly.GetName().Version!.ToString(fieldCount: 3),
            Client = caller.Name,
            Permissions = [.. policy.Current.Clients.TryGetValue(caller.Name, out var permissions) ? permissions : []],
            Links = LinksOf(context),
        };
        return TypedResults.Json(info, WireJson.Default.ServiceInfo).ExecuteAsync(context);
    }

    // To what is mapped, where it is mapped first.
    private static Dictionary<string, string> LinksOf(HttpContext context)
    {
        var mapped = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToLookup(DescribedOperation.NameOf);
        return new (string Name, string Operation)[] { ("jobs", "ListJobs"), ("events", "WatchJobs"), ("openapi", DescribedOperation.Document) }
            .Where(link => mapped[link.Operation].Any())
            .ToDictionary(link => link.Name, link => context.Request.PathBase + RoutePath.Of(mapped[link.Operation].First().RoutePattern, JobsDocument.Name).TrimEnd('/'));
    }
}
