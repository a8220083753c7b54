using System.Net;
using JobRunner.Http.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Description;

/// <summary>A host has a document of its own, and maps the jobs where it likes.</summary>
public sealed class HostDocumentTests
{
    [Test]
    public async Task What_the_host_says_of_itself_stays()
    {
        await using var server = await JobsServer.StartAsync(setup =>
        {
            setup.Services = services => services.AddOpenApi(options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
                options.AddDocumentTransformer((document, _, _) =>
                {
                    document.Info = new OpenApiInfo { Title = "The host", Version = "7" };
                    return Task.CompletedTask;
                });
            });
            setup.Map = app =>
            {
                app.MapGet("/weather", () => new JobLimits());
                app.MapPost("/jobs/{id}/events", (string id) => id).WithName("HostsOwn");
                app.MapJobsHttp();
                app.MapJobsOpenApi();
            };
        });
        var document = await ServedDocument.OfAsync(server);
        var paths = document.Root["paths"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)document.Root["info"]!["title"], Is.EqualTo("The host"));
            Assert.That((string?)document.Root["openapi"], Does.StartWith("3.1."), "what JobRunner says can't be said in 3.0");
            Assert.That(paths["/weather"]?["get"], Is.Not.Null);
            Assert.That(document.Root["components"]!["schemas"]!["JobLimits"], Is.Not.Null, "the host's own schema, beside JobRunner's");
            Assert.That(document.Operations["HostsOwn"].Path, Is.EqualTo(document.Operations["FollowJob"].Path));
            Assert.That(document.Operations, Does.Not.ContainKey("Root"), "it is not mapped");
            AssertReadable(document);
        }
    }

    [Test]
    public async Task Routes_are_described_where_they_are_mapped()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.MapJobsHttp("/{tenant:alpha}/programs");
            app.MapJobsRoot();
            app.MapJobsOpenApi();
        });
        var document = await ServedDocument.OfAsync(server);
        var stop = document.Operations["StopJob"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stop.Path, Is.EqualTo("/{tenant}/programs/{id}/stop"));
            Assert.That(document.ParametersOf(stop, "path").Select(parameter => (string?)parameter["name"]), Is.EqualTo(new[] { "tenant", "id" }));
            Assert.That(document.Root["paths"]!.AsObject().Select(path => path.Key), Has.None.StartsWith("/jobs"));
            AssertReadable(document);
        }
    }

    [Test]
    public async Task Routes_that_are_mapped_twice_are_described_twice()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.MapJobsHttp();
            app.MapJobsHttp("/again/{tenant}");
            app.MapJobsOpenApi();
        });
        var document = await ServedDocument.OfAsync(server);
        var (first, second) = (document.Operations["QueryJob"], document.Operations["QueryJob2"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Path, Is.EqualTo("/jobs/{id}"));
            Assert.That(second.Path, Is.EqualTo("/again/{tenant}/{id}"));
            Assert.That(document.ParametersOf(first, "path").Select(parameter => (string?)parameter["name"]), Is.EqualTo(new[] { "id" }));
            Assert.That(document.ParametersOf(second, "path").Select(parameter => (string?)parameter["name"]), Is.EqualTo(new[] { "tenant", "id" }));
            AssertReadable(document);
        }
    }

    [Test]
    public async Task The_root_links_to_where_routes_are_mapped()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.MapJobsHttp("/programs");
            app.MapJobsRoot();
        });
        var links = (await server.Alice.GetJsonAsync("/"))["links"]!.AsObject();
        Assert.That(links.Select(link => $"{link.Key}: {link.Value}"), Is.EqualTo(new[] { "jobs: /programs", "events: /programs/events" }));
    }

    [Test]
    public async Task A_host_that_maps_no_jobs_says_nothing_of_them()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.MapGet("/weather", () => "fine");
            app.MapOpenApi();
        });
        var document = await ServedDocument.OfAsync(server);
        Assert.That(document.Root.ToJsonString(), Does.Contain("/weather").And.Not.Contain("JobRunner."));
    }

    [Test]
    public async Task Who_is_not_in_the_table_may_not_read_it()
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.ClientFor("nobody").GetAsync(new Uri(ServedDocument.Path, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
    }

    private static void AssertReadable(ServedDocument document)
    {
        var read = OpenApiDocument.Parse(document.Root.ToJsonString(), OpenApiConstants.Json);
        Assert.That(read.Diagnostic!.Errors.Concat(read.Diagnostic.Warnings), Is.Empty);
    }
}
