using JobRunner.Http.Access;
using JobRunner.Http.Streaming;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Endpoints;

/// <summary><c>GET /jobs</c>, a page of the caller's jobs, and <c>GET /jobs/events</c>, what becomes of them.</summary>
internal static class ListEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        var query = ListQuery.Of(request.Http);

        // Of all states: that of the job at the cursor may be another by now.
        var jobs = await request.Jobs.ListAsync(request.Restrict(query.Filter with { Id = null, State = null }), request.Aborted).ToListAsync(request.Aborted).ConfigureAwait(false);
        var page = jobs.Skip(query.After?.FindIn(jobs) ?? 0).Where(query.Filter.Matches).Take(query.Limit + 1).ToList();
        var next = page.Count > query.Limit ? $"{Cursor.Of(page[query.Limit - 1])}" : null;
        await TypedResults.Json(new JobPage { Jobs = [.. page.Take(query.Limit)], NextCursor = next }, WireJson.Default.JobPage).ExecuteAsync(request.Context).ConfigureAwait(false);
    }

    public static Task WatchAsync(JobsRequest request) => new ListEventStream(request, ListQuery.Of(request.Http).Filter).WriteAsync();
}
