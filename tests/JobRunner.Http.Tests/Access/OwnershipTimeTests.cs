using System.Diagnostics;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

/// <summary>Another client's job can't be found out by the time that an answer takes either.</summary>
public sealed class OwnershipTimeTests
{
    private const int Requests = 1000;
    private const int WarmUp = 300;
    private const double Tolerance = 0.1;

    [Test]
    public async Task Another_client_s_job_takes_as_long_as_one_that_does_not_exist()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning);
        var others = await server.Bob.StartAsync(Call.Sleep);
        var (known, unknown) = (new List<long>(), new List<long>());
        for (var i = 0; i < WarmUp + Requests; i++)
        {
            // The order changes, so that none of the two is always the second.
            var (first, second) = i % 2 == 0 ? (known, unknown) : (unknown, known);
            first.Add(await TimeAsync(server.Alice, first == known ? others : Guid.NewGuid()));
            second.Add(await TimeAsync(server.Alice, second == known ? others : Guid.NewGuid()));
        }

        Assert.That(MedianOf(known), Is.EqualTo(MedianOf(unknown)).Within(MedianOf(unknown) * Tolerance));
    }

    private static async Task<long> TimeAsync(HttpClient client, Guid jobId)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri($"{Call.Jobs}/{jobId}", UriKind.Relative));
        return Stopwatch.GetTimestamp() - start;
    }

    private static double MedianOf(IEnumerable<long> times) => times.Skip(WarmUp).Order().ElementAt(Requests / 2);
}
