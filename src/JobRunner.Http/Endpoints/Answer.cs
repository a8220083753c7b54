using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Endpoints;

/// <summary>Answers that more than one route gives.</summary>
internal static class Answer
{
    public static Task StatusAsync(JobsRequest request, JobStatus status, int code = StatusCodes.Status200OK) =>
        TypedResults.Json(status, WireJson.Default.JobStatus, statusCode: code).ExecuteAsync(request.Context);

    public static Task NothingAsync(JobsRequest request) => TypedResults.NoContent().ExecuteAsync(request.Context);
}
