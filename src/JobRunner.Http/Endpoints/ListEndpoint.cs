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
        var page = new List<JobStatus>();
        var isBehind = query.After is null;
        string? next = null;
        await foreach (var status in request.Jobs.ListAsync(request.Restrict(query.Filter), request.Aborted).ConfigureAwait(false))
        {
            if (!isBehind && IsBefore(status, query.After!, ref isBehind))
            {
                continue;
            }

            if (page.Count == query.Limit)
            {
                next = $"{Cursor.Of(page[^1])}";
                break;
            }

            page.Add(status);
        }

        await TypedResults.Json(new JobPage { Jobs = page, NextCursor = next }, WireJson.Default.JobPage).ExecuteAsync(request.Context).ConfigureAwait(false);
    }

    public static Task WatchAsync(JobsRequest request) => new ListEventStream(request, ListQuery.Of(request.Http).Filter).WriteAsync();

    // The job at the cursor may be gone by now: its time still says where it stood.
    private static bool IsBefore(JobStatus status, Cursor cursor, ref bool isBehind)
    {
        var ticks = status.CreatedAt.UtcTicks;
        isBehind = ticks > cursor.CreatedAt || (ticks == cursor.CreatedAt && status.Id == cursor.JobId);
        return ticks <= cursor.CreatedAt;
    }
}
